import Foundation
import Testing
import VaultTestSupport

/// `vault exec --ephemeral` with a command that runs until the test lets it go.
final class EphemeralCommand {
    /// A lease as `vault lease list -o json` tells it.
    struct Lease: Decodable {
        let name: String
        let user: String?
        let accessKeyId: String?
        let expiresAt: String?
        let pid: Int32?
        let state: String
    }

    private struct Leases: Decodable { let leases: [Lease] }

    let vault: Child
    /// The command's own process.
    let command: pid_t
    let accessKeyID: String
    let secret: String
    private let home: Workspace
    private let name: String

    /// Starts it, and returns once the command has its key.
    ///
    /// - Parameter isByAgent: whether an agent opens the vault, instead of the password.
    init(
        _ home: Workspace, _ name: String = "first", ending status: Int = 0,
        isByAgent: Bool = false
    ) throws {
        self.home = home
        self.name = name
        let script = """
            trap 'echo TERM > \(name).signal; exit 9' TERM
            echo "$$ $OSC_ACCESS_KEY $OSC_SECRET_KEY" > \(name).new; mv \(name).new \(name)
            while [ ! -e \(name).go ]; do sleep 0.05; done
            exit \(status)
            """
        vault = try Self.start(
            home, ["exec", "alice", "--ephemeral", "1h"],
            ["sh", "-c", "cd \(home.root.path)\n" + script], isByAgent: isByAgent)
        try Self.wait { FileManager.default.fileExists(atPath: home.path(name)) }
        let words = try String(contentsOfFile: home.path(name), encoding: .utf8)
            .split { $0.isWhitespace }.map(String.init)
        try #require(words.count == 3)
        command = try #require(pid_t(words[0]))
        (accessKeyID, secret) = (words[1], words[2])
        // It is the command's, and the tests look for secrets in every file.
        try FileManager.default.removeItem(atPath: home.path(name))
    }

    /// Lets the command end.
    func letGo() throws { try home.write("", to: "\(name).go") }

    /// Ends the command and waits for vault.
    func finish() throws -> Finished {
        try letGo()
        return try end()
    }

    func end() throws -> Finished {
        let finished = try vault.finish()
        home.keep(finished)
        return finished
    }

    static func start(
        _ home: Workspace, _ words: [String], _ command: [String], isByAgent: Bool = false
    ) throws -> Child {
        let opening = isByAgent ? [] : ["--password-file", home.path("password")]
        return try Child(
            BuiltProducts.vault, words + opening + ["--"] + command,
            environment: home.environment)
    }

    static func wait(until isTrue: () -> Bool) throws {
        guard eventually(isTrue) else { throw POSIXError(.ETIMEDOUT) }
    }

    static func leases(_ home: Workspace) throws -> [Lease] {
        let output = try home.succeed("lease", "list", "-o", "json").output
        return try JSONDecoder().decode(Leases.self, from: Data(output.utf8)).leases
    }
}
