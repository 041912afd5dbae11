import Foundation
import VaultTestSupport

/// A member's own machine, on which several of their commands may run at once.
final class TeamMachine: Sendable {
    static let cheap = ["--kdf-memory", "64MiB", "--kdf-passes", "3"]

    let name: String
    let url: String
    private nonisolated(unsafe) let home: Workspace
    private let environment: [String: String]

    init(_ name: String, at url: String) throws {
        (self.name, self.url) = (name, url)
        home = try Workspace()
        environment = home.environment.merging(["OSC_VAULT": url, "OSC_VAULT_WAIT": "3600"]) { $1 }
        try home.write("the member's password of \(name)", to: "member-password")
    }

    func path(_ name: String) -> String { home.path(name) }
    var passwordFile: String { home.path("member-password") }

    /// Begins a command on the team's vault.
    func start(_ words: [String], with more: [String: String] = [:]) throws -> Child {
        var words = words
        words.insert(
            contentsOf: ["--password-file", passwordFile],
            at: words.firstIndex(of: "--") ?? words.endIndex)
        return try Child(
            BuiltProducts.vault, words, environment: environment.merging(more) { $1 })
    }

    func run(_ words: [String], with more: [String: String] = [:]) throws -> Finished {
        try start(words, with: more).finish(within: 3_600)
    }

    /// A step without which there is nothing to show.
    func succeed(_ words: [String]) throws {
        let finished = try run(words)
        guard finished.status == 0 else {
            throw Failed(what: "\(name): \(words.joined(separator: " ")): \(finished.errors)")
        }
    }

    struct Failed: Error { let what: String }

    /// Makes the team of a private vault with one key.
    func found(for simulator: Simulator) throws {
        try home.prepareWithKey(for: simulator)
        let made = try home.bare(
            ["team", "create", url, "--name", name, "--no-recovery"]
                + ["--password-file", path("password"), "--new-password-file", passwordFile]
                + Self.cheap)
        guard made.status == 0 else { throw Failed(what: made.errors) }
    }

    /// Asks for a place with the code in a file of another's machine.
    func join(with code: String) throws -> Finished {
        try home.bare(
            ["team", "join", url, "--name", name, "--code-file", code]
                + ["--new-password-file", passwordFile] + Self.cheap)
    }

    /// Has the next command fetch and verify every epoch from the first on; what was seen stays remembered.
    func forgetCopy() throws {
        let folder = path("state/osc-vault")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder)
        where file.hasSuffix(".replica") {
            try FileManager.default.removeItem(atPath: folder + "/" + file)
        }
    }
}
