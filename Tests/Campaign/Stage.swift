import Foundation
import SecretMemory
import SystemPackage
import Vault
import VaultTestSupport

/// A vault, a simulated OUTSCALE, and the built program between them.
final class Stage {
    let simulator: Simulator
    let home: Workspace
    /// Opened once with the password; every look after that is on a connection of its own.
    private let first: UnlockedVault
    private var userNumber = 0
    var traces: [[String]: Trace] = [:]
    private let run = UUID().uuidString.prefix(4).lowercased()

    init() throws {
        simulator = try Simulator(seconds: 6 * 3600)
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        let password = SecretBytes(copying: Array(Workspace.password.utf8))
        first = try LockedVault.open(
            VaultFiles(
                database: FilePath(home.database),
                stateDirectory: FilePath(home.path("state/osc-vault")))
        ).unlock(password: password)
    }

    var directory: String { home.path("data/osc-vault") }

    /// The vault as it is on the disk now, verified anew.
    func vault() throws -> UnlockedVault { try first.reopened() }

    func cloud() throws -> CloudState {
        try JSONDecoder().decode(CloudState.self, from: simulator.control("state", "{}"))
    }

    /// A user whom no case had before.
    func newUser() throws -> String {
        userNumber += 1
        let name = "u\(run)\(userNumber)"
        try simulator.control(
            "users", "{\"do\":\"create\",\"userName\":\"\(name)\",\"rights\":\"own\"}")
        return name
    }

    /// Runs the program, under strace with `tracing` if there is any.
    func run(_ words: [String], tracing: [String] = []) throws -> Finished {
        var vault = words
        // Before the command of `exec`, which would take it for its own.
        vault.insert(
            contentsOf: ["--password-file", home.path("password")],
            at: words.firstIndex(of: "--") ?? words.endIndex)
        var environment = home.environment
        environment["OSC_VAULT_QUARANTINE"] = "0"
        environment["PATH"] = "/usr/bin:/bin"
        guard !tracing.isEmpty else {
            return try Child(BuiltProducts.vault, vault, environment: environment).finish()
        }
        return try Child(
            "/usr/bin/strace", ["-f", "-qq"] + tracing + ["--", BuiltProducts.vault] + vault,
            environment: environment
        ).finish()
    }

    /// Takes a finished case out of the way: its user at OUTSCALE, its keys here.
    func clear(_ user: String?) throws {
        try simulator.control("faults", "{\"faults\":[]}")
        guard let user else {
            try simulator.control("requests", "{}")
            return
        }
        try simulator.control("users", "{\"do\":\"delete\",\"userName\":\"\(user)\"}")
        try simulator.control("requests", "{}")
        var vault = try vault()
        let ids = vault.contents.keys.filter { $0.user == user }.map(\.id)
        let intents = vault.contents.intents.filter { $0.user == user }.map(\.id)
        guard !ids.isEmpty || !intents.isEmpty else { return }
        try vault.commit(at: Date()) { transaction throws(VaultError) in
            for id in ids { try transaction.removeKey(id) }
            for id in intents { try transaction.settle(intent: id) }
        }
    }
}
