import ArgumentParser
import KeyLifecycle
import SecretMemory
import Vault

/// The names in the vault, where an unlocked agent opens it: nothing is asked for, and no key is kept alive.
struct CompletionNames {
    private let contents: VaultContents

    /// `nil` where there is no vault, or none that opens without a question.
    init?(_ words: CompletionWords, inheriting settings: InheritedSettings) {
        guard let options = try? Self.options(words.options) else { return nil }
        let context = CommandContext.system(options, settings)
        let opening = VaultOpening(options: options, context: context, isObserver: true)
        do {
            guard let vault = try opening.heldVault(offline: true) else { return nil }
            contents = vault.contents
        } catch { return nil }
    }

    /// Those options of the line that say which vault and which agent.
    private static func options(
        _ given: [(name: String, value: String?)]
    ) throws -> GlobalOptions {
        var words = ["--quiet"]
        for case (let name, let value?) in given
        where ["vault", "socket", "profile"].contains(name) {
            words += ["--\(name)", value]
        }
        return try GlobalOptions.parse(words)
    }

    func candidates(_ value: CompletionValue) -> [CompletionCandidate] {
        switch value {
        case .keys: keys
        case .leases: contents.leases.map { CompletionCandidate($0.key.name.description) }
        case .profiles:
            contents.profiles.map { CompletionCandidate($0.name.description, about: $0.region) }
        case .users: users
        case .files, .directories, .words, .command, .anything: []
        }
    }

    private var keys: [CompletionCandidate] {
        let leased = Set(contents.leases.map(\.key.record))
        let all = ((try? contents.keys()) ?? []).filter { !leased.contains($0.id) }
        return all.map {
            CompletionCandidate($0.name.description, about: $0.user.map { "user \($0)" })
        }
    }

    private var users: [CompletionCandidate] {
        Set(((try? contents.keys()) ?? []).compactMap(\.user)).map { CompletionCandidate("\($0)") }
    }
}
