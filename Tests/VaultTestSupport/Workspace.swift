import CTerminal
package import Foundation

/// A private home with a vault's folders, and everything that was printed in it.
package final class Workspace {
    package static let password = "correct horse battery staple"
    package static let keyFile = "key-file"
    package static let loginPassword = "only-for-this-test 7"

    package let root: URL
    package private(set) var transcript = ""

    /// - Parameter folder: where the home is made.
    package init(in folder: URL = FileManager.default.temporaryDirectory) throws {
        root = folder.appending(path: "home-\(UUID())")
        try FileManager.default.createDirectory(
            at: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try write(Self.password, to: "password")
        try write(Self.loginPassword, to: "login")
    }

    deinit {
        agents.forEach { kill($0, SIGKILL) }
        try? FileManager.default.removeItem(at: root)
    }

    package var socket: String { root.path + "/run/osc-vault/agent.sock" }

    /// The agent that listens in this home.
    package var agent: pid_t? {
        let process = test_server_process(socket)
        return process > 1 ? process : nil
    }

    /// All agents that listen in this home: each vault has one of its own.
    package var agents: [pid_t] {
        sockets.map { test_server_process($0) }.filter { $0 > 1 }
    }

    private var sockets: [String] {
        let folder = root.path + "/run/osc-vault"
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        return (names ?? []).filter { $0.hasSuffix(".sock") }.map { "\(folder)/\($0)" }
    }

    /// The socket of the one agent that holds no vault in its usual place.
    package func socketOfTeam() throws -> String {
        guard let path = sockets.first(where: { $0 != socket }) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return path
    }

    package var environment: [String: String] {
        [
            "HOME": root.path, "XDG_DATA_HOME": root.path + "/data",
            "XDG_STATE_HOME": root.path + "/state", "XDG_RUNTIME_DIR": root.path + "/run",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "SWIFT_BACKTRACE": "enable=no", "OSC_VAULT_SETTLE": "0", "TERM": "xterm-256color",
        ]
    }

    package var database: String { root.path + "/data/osc-vault/vault.db" }
    package func path(_ name: String) -> String { root.path + "/" + name }

    package func write(_ text: String, to name: String) throws {
        _ = FileManager.default.createFile(
            atPath: path(name), contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    }

    /// Runs `vault` with the vault's key file, which costs no Argon2id, or else with the master password from a file.
    @discardableResult
    package func vault(
        _ arguments: String..., environment extra: [String: String] = [:]
    ) throws -> Finished {
        try vault(arguments, environment: extra)
    }

    /// The same with the words in a list.
    @discardableResult
    package func vault(
        _ arguments: [String], environment extra: [String: String] = [:]
    ) throws -> Finished {
        let isThere = FileManager.default.fileExists(atPath: path(Self.keyFile))
        return try run(
            arguments, extra,
            credential: isThere
                ? ["--key-file", path(Self.keyFile)] : ["--password-file", path("password")])
    }

    /// Runs `vault` with exactly these words.
    @discardableResult
    package func bare(_ arguments: [String], environment extra: [String: String] = [:]) throws
        -> Finished
    {
        try run(arguments, extra, credential: [])
    }

    private func run(
        _ arguments: [String], _ extra: [String: String], credential: [String]
    ) throws -> Finished {
        var words = arguments
        words.insert(
            contentsOf: credential, at: words.firstIndex(of: "--") ?? words.endIndex)
        let child = try Child(
            BuiltProducts.vault, words, environment: environment.merging(extra) { $1 },
            files: [3: path("login")])
        let finished = try child.finish()
        transcript += words.joined(separator: " ") + "\n" + finished.output + finished.errors
        return finished
    }

    /// Adds what a program has printed to the transcript.
    package func keep(_ finished: Finished) { transcript += finished.output + finished.errors }

    /// A vault with cheap derivation and a key file, and a profile for the simulator.
    ///
    /// - Parameter hasKeyFile: `false` where the vault has to be as `init` makes it.
    package func prepare(for simulator: Simulator?, hasKeyFile: Bool = true) throws {
        try bare([
            "init", "--no-recovery", "--kdf-memory", "64MiB", "--kdf-passes", "3",
            "--new-password-file", path("password"),
        ])
        if hasKeyFile { try vault("slot", "add", "key-file", path(Self.keyFile)) }
        guard let simulator else { return }
        try vault(
            "profile", "add", "test", "--region", "eu-west-2", "--endpoint", simulator.origin,
            "--allow-insecure-loopback")
    }

    /// The same, and a first key by login.
    package func prepareWithKey(for simulator: Simulator, hasKeyFile: Bool = true) throws {
        try prepare(for: simulator, hasKeyFile: hasKeyFile)
        try vault(
            "create-key", "--name", "admin", "--login", "root@example.com", "--login-password-fd",
            "3")
    }

    /// Every file below the home, by path.
    package func files() -> [(path: String, content: Data)] {
        let all = FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String] ?? []
        return all.sorted().compactMap { name in
            let path = root.path + "/" + name
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            guard !isFolder.boolValue, let content = FileManager.default.contents(atPath: path)
            else {
                return nil
            }
            return (name, content)
        }
    }
}
