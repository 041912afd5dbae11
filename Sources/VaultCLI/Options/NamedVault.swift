import ArgumentParser
import KernelText
import SystemPackage

/// What `--vault` or OSC_VAULT names: a vault's file, or the database of a team's vault.
enum NamedVault: Hashable {
    case file(FilePath)
    /// `postgresql://…`, as it was typed. It is no path: a path has no two slashes in a row.
    case team(TeamAddress)

    /// - Parameter word: a word of the command line, or a variable's value.
    init(word: String) {
        self = TeamAddress(word: word).map(NamedVault.team) ?? .file(FilePath(word: word))
    }

    /// The option, else the variable; `nil` where neither says anything.
    static func of(_ options: GlobalOptions, _ environment: [String: String]) -> NamedVault? {
        let variable = environment["OSC_VAULT"].map(NamedVault.init(word:))
        guard let named = options.vault ?? variable, !named.isEmpty else { return nil }
        return named
    }

    var isTeam: Bool { team != nil }

    var team: TeamAddress? {
        guard case .team(let address) = self else { return nil }
        return address
    }

    /// For a person to read.
    var text: String {
        switch self {
        case .file(let path): path.text
        case .team(let address): address.text
        }
    }

    private var isEmpty: Bool {
        guard case .file(let path) = self else { return false }
        return path.isEmpty
    }
}

extension NamedVault: ExpressibleByArgument {
    init?(argument: String) { self.init(word: argument) }
}
