import Foundation
import Testing
import VaultTestSupport

/// A key is used while the server is away, or not asked.
@Suite("A team's key without the server", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamOfflineTests {
    private func uses(by member: String, in team: TestTeam) throws -> Int {
        try team.alice.succeed("log").output.split(separator: "\n").count {
            $0.contains(member) && ($0.contains("given to") || $0.contains("revealed"))
        }
    }

    private static let print = ["--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\""]

    @Test func `is given out, and the log has it when the server is asked again`() throws {
        let team = try TestTeam()
        let carol = try team.admit("carol", as: "reader")
        let secret = try team.alice.secret(of: "admin")
        try carol.succeed("list")
        let given = try carol.vault(["exec", "admin", "--offline"] + Self.print)
        #expect(given.output == secret, "\(given.errors)")
        #expect(try uses(by: "carol", in: team) == 0)
        let shown = try carol.succeed("show", "admin", "--reveal", "--offline")
        #expect(shown.output == secret + "\n")
        #expect(
            try carol.succeed("list").errors.contains("the team's log has 2 events now"))
        #expect(try carol.succeed("list").errors.isEmpty)
        #expect(try uses(by: "carol", in: team) == 2)
        try team.alice.succeed("verify")
    }

    @Test func `is not given out where the log is required, or the copy is too old`() throws {
        let server = try PostgresServer()
        let team = try TestTeam(on: server)
        let secret = try team.alice.secret(of: "admin")
        try server.end()
        let given = try team.alice.vault(["exec", "admin"] + Self.print)
        #expect(given.output == secret, "\(given.errors)")
        #expect(given.errors.contains("This is this machine's copy"), "\(given.errors)")
        let strict = try team.alice.vault(["exec", "admin", "--require-log"] + Self.print)
        #expect(strict.status == 69)
        #expect(strict.output.isEmpty)
        let old = try team.alice.vault(["exec", "admin", "--max-age", "0"] + Self.print)
        #expect(old.status == 69)
        #expect(old.output.isEmpty)
        #expect(try team.alice.vault("list", "--offline", "--max-age", "1d").status == 64)
    }
}
