import ArgumentParser
import Foundation
import Synchronization
import VaultTestSupport

/// Many writers on one vault at once, each with changes of every kind, some of them killed: what was acknowledged is there,
/// and whoever looks sees a whole vault.
struct Writers: ParsableCommand {
    @Option(help: "How many writers.") var writers = 50
    @Option(help: "How many changes each of them makes.") var changes = 100
    @Option(help: "What their changes are drawn by.") var seed: UInt64 = 1

    func run() throws {
        var tally = Tally("writers")
        let simulator = try Simulator(seconds: 6 * 3600)
        let place = try WritersPlace(for: simulator, writers: writers)
        let shared = SharedFindings()
        let isOver = Atomic(false)
        let (all, looking) = (SharedThreads(shared), SharedThreads(shared))
        for number in 0..<writers {
            let writer = Writer(number, in: place, seed: seed)
            all.run { try writer.run(changes, telling: shared) }
        }
        looking.run {
            repeat { try place.look(telling: shared) } while !isOver.load(ordering: .acquiring)
        }
        all.wait()
        isOver.store(true, ordering: .releasing)
        looking.wait()

        let (looks, made, killed, findings, expected) = shared.all
        let found = try findings + place.judge(expected, simulator)
        tally.count(
            "seed \(seed)",
            repeating: [
                "--writers", "\(writers)", "--changes", "\(changes)", "--seed", "\(seed)",
            ], found)
        try tally.finish(
            ", \(writers) writers, \(made) changes, \(killed) killed, \(looks) looks at a whole vault"
        )
    }
}

/// The vault that all of them write.
final class WritersPlace: Sendable {
    private nonisolated(unsafe) let home: Workspace
    /// Whoever changes the recovery code writes the file anew.
    private let opening: [String]
    let environment: [String: String]

    init(for simulator: Simulator, writers: Int) throws {
        home = try Workspace()
        opening = ["--recovery-file", home.path("recovery")]
        environment = home.environment.merging(["OSC_VAULT_WAIT": "3600"]) { $1 }
        try home.bare([
            "init", "--recovery-file", home.path("recovery"), "--kdf-memory", "64MiB",
            "--kdf-passes", "3", "--new-password-file", home.path("password"),
        ])
        try home.vault(
            "profile", "add", "test", "--region", "eu-west-2", "--endpoint", simulator.origin,
            "--allow-insecure-loopback")
        try home.vault(
            "create-key", "--name", "admin", "--login", "root@example.com", "--login-password-fd",
            "3")
        try Writer.addUsers(writers, to: simulator)
    }

    func path(_ name: String) -> String { home.path(name) }

    func start(_ words: [String], with more: [String: String] = [:]) throws -> Child {
        var words = words
        words.insert(contentsOf: opening, at: words.firstIndex(of: "--") ?? words.endIndex)
        return try Child(
            BuiltProducts.vault, words, environment: environment.merging(more) { $1 })
    }

    /// Whether the vault got a new key after this command had tried its recovery code.
    static func isNewKey(_ finished: Finished) -> Bool {
        finished.status == 77 && finished.errors.contains("a new key. Try again")
    }

    /// A whole vault, whatever is going on.
    func look(telling shared: SharedFindings) throws {
        let finished = try start(["verify"]).finish(within: 600)
        shared.looked()
        if finished.status != 0, !Self.isNewKey(finished) {
            shared.found("verify: \(finished.status) \(finished.errors)")
        }
    }

    /// What ``WritersJudge`` finds once everything is settled, and that the vault is whole.
    func judge(_ expected: [String: KeyFates.Fate], _ simulator: Simulator) throws -> [String] {
        let recovered = try WritersJudge.settled { soon in
            try self.start(["recover", "-y"], with: soon).finish(within: 600)
        }
        var found =
            recovered.status == 0 ? [] : ["recover: \(recovered.status) \(recovered.errors)"]
        found += try WritersJudge(simulator: simulator) { words in
            try self.start(words).finish()
        }.findings(expected)
        let verified = try start(["verify"]).finish()
        if verified.status != 0 { found.append("verify: \(verified.errors)") }
        return found
    }
}

/// What all of them found out, counted in one place.
final class SharedFindings: Sendable {
    private struct State {
        var looks = 0
        var changes = 0
        var killed = 0
        var findings: [String] = []
        var expected: [String: KeyFates.Fate] = [:]
    }

    private let state = Mutex(State())

    func looked() { state.withLock { $0.looks += 1 } }
    func found(_ what: String) { state.withLock { $0.findings.append(what) } }
    func changed(killed: Bool) {
        state.withLock {
            $0.changes += 1
            if killed { $0.killed += 1 }
        }
    }
    func expect(_ fates: [String: KeyFates.Fate]) {
        state.withLock { $0.expected.merge(fates) { $1 } }
    }

    var all:
        (
            looks: Int, changes: Int, killed: Int, findings: [String],
            expected: [String: KeyFates.Fate]
        )
    { state.withLock { ($0.looks, $0.changes, $0.killed, $0.findings, $0.expected) } }
}
