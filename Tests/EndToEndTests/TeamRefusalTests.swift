import Foundation
import Testing
import VaultTestSupport

/// What a team's address is refused for without a server, and before any question.
@Suite("A team's address where it does not belong", .serialized)
struct TeamRefusalTests {
    private static let address = "postgresql://alice@127.0.0.1:1/vault?sslmode=verify-full"
    private let home: Workspace

    init() throws { home = try Workspace() }

    @Test(arguments: [
        "init --no-recovery", "passwd", "rekey --no-recovery", "backup copy.db", "restore copy.db",
        "salvage copy.db --to new.db", "unlock", "lock", "agent", "slot list", "slot add password",
        "slot add recovery", "slot add key-file new.key", "slot remove 1",
    ])
    func `is refused by commands for files, in one sentence`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        for finished in [
            try home.bare(words + ["--vault", Self.address]),
            try home.bare(words, environment: ["OSC_VAULT": Self.address]),
        ] {
            #expect(finished.status == 64, "\(finished.errors)")
            #expect(
                finished.errors.hasPrefix(
                    "vault: postgresql://alice@127.0.0.1:1/vault is a team's vault: "))
            #expect(finished.errors.hasSuffix(" Nothing was done.\n"))
            #expect(finished.errors.count { $0 == "\n" } == 1)
        }
        // Not even a folder was made for it.
        #expect(!FileManager.default.fileExists(atPath: home.path("data")))
    }

    @Test(arguments: [
        "team head", "team check 1-0123456789abcdef0123456789abcdef", "member list",
        "member invite bob --role reader", "member admit bob", "member cancel bob",
        "member role bob writer", "member remove bob -y",
    ])
    func `is what commands of a team ask for`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let finished = try home.bare(words)
        #expect(finished.status == 64, "\(finished.errors)")
        #expect(finished.errors.contains("--vault 'postgresql://…'"))
    }
}
