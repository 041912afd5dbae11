import Foundation
import Testing
import VaultTestSupport

@Suite("The vault against OUTSCALE", .serialized)
struct ReconcileTests {
    private let simulator: Simulator
    private let home: Workspace

    private struct Report: Decodable {
        struct Finding: Decodable {
            let finding: String
            let name: String?
            let user: String?
            let accessKeyId: String
        }
        let findings: [Finding]
    }

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        for name in ["matched", "state", "expiry", "gone"] {
            try home.succeed(
                "create-key", "--user", "alice", "--name", name, "--expires", "9d")
        }
    }

    private func disagree() throws {
        try change("state", "\"state\":\"INACTIVE\"")
        try change("expiry", "\"expirationDate\":\"2031-01-01T00:00:00Z\"")
        let gone = try home.listed("gone").accessKeyId
        try simulator.control("keys", "{\"do\":\"delete\",\"accessKeyId\":\"\(gone)\"}")
        try simulator.control("keys", "{\"do\":\"create\",\"owner\":\"alice\",\"tag\":\"theirs\"}")
    }

    private func change(_ name: String, _ fields: String) throws {
        let id = try home.listed(name).accessKeyId
        try simulator.control(
            "keys", "{\"do\":\"update\",\"accessKeyId\":\"\(id)\",\(fields)}")
    }

    private func findings(_ more: String...) throws -> [String: String] {
        let words = ["reconcile", "-o", "json", "--password-file", home.path("password")]
        let output = try home.bare(words + more).output
        let line = output.split(separator: "\n").first.map(String.init) ?? ""
        let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
        return Dictionary(
            uniqueKeysWithValues: report.findings.map { ($0.name ?? "-", $0.finding) })
    }

    @Test func `each kind of disagreement is told apart`() throws {
        try disagree()
        #expect(
            try findings() == [
                "admin": "matched", "matched": "matched", "state": "state-drift",
                "expiry": "expiry-drift", "gone": "local-only", "-": "cloud-only",
            ])
        home.expect(11, "3 of 6 keys differ", try home.vault("reconcile", "--check"))
    }

    @Test func `fix aligns the vault, and touches nothing at OUTSCALE`() throws {
        try disagree()
        let before = try simulator.keys().map { [$0.accessKeyId, $0.state, "\($0.deleted)"] }
        try home.succeed("reconcile", "--fix")
        #expect(try simulator.keys().map { [$0.accessKeyId, $0.state, "\($0.deleted)"] } == before)
        #expect(try home.listed("state").state == "INACTIVE")
        #expect(try home.listed("expiry").expiresAt == "2031-01-01T00:00:00Z")
        #expect(try findings()["state"] == "matched")
        // A key that is gone keeps its secret here until somebody forgets it.
        #expect(try home.listed().contains { $0.name == "gone" })
    }

    @Test func `our own orphan is told, and only fix deletes it`() throws {
        try simulator.control(
            "faults",
            """
            {"faults":[{"action":"CreateAccessKey","kind":"dropAfterCommit"},\
            {"action":"ReadAccessKeys","kind":"html502","nth":2,"every":true}]}
            """)
        home.expect(
            75, "not settled", try home.vault("create-key", "--user", "alice", "--name", "lost"))
        try simulator.control("faults", "{\"faults\":[]}")
        #expect(try findings()["-"] == "orphan")
        #expect(try simulator.living(of: "alice").count == 5)
        try home.succeed("reconcile", "--fix")
        #expect(try simulator.living(of: "alice").count == 4)
    }

    @Test func `what signed the calls that only look is in the log`() throws {
        _ = try findings("--user", "alice")
        try home.succeed("users")
        try home.succeed("create-key", "--user", "alice", "--dry-run")
        try home.succeed("rotate", "matched", "--plan")
        let log = try home.succeed("log", "-o", "csv").output
        for command in ["reconcile", "users", "create-key --dry-run", "rotate --plan"] {
            #expect(log.contains("signed for,admin,"), "\(log)")
            #expect(log.contains(",\(command)"), "\(log)")
        }
    }

    @Test func `users are counted on both sides`() throws {
        let users = try home.succeed("users", "-o", "csv")
        #expect(users.output == "user,cloudKeys,activeKeys,vaultKeys\nalice,4,4,4\n")
        #expect(try findings("--all-users").count == 5)
    }
}
