import Foundation
import Testing
import VaultTestSupport

/// One team for all, whose server is gone.
@Suite("A team without its server", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamAwayTests {
    nonisolated(unsafe) private static let shared = Result {
        let server = try PostgresServer()
        let team = try TestTeam(on: server)
        try team.alice.succeed("list")
        try server.end()
        return team
    }
    private let team: TestTeam
    private var alice: TeamMember { team.alice }

    init() throws { team = try Self.shared.get() }

    @Test(arguments: ["team head", "list", "log", "member list", "status"])
    func `is told how old the copy is that answers`(command: String) throws {
        let finished = try alice.vault(command.split(separator: " ").map(String.init))
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(!finished.output.isEmpty)
        let note = try #require(finished.errors.split(separator: "\n").first)
        #expect(note.hasPrefix("vault: the team's database can't be reached: "))
        #expect(
            note.contains(
                /This is this machine's copy, as the vault was \d+ (second|minute)s? ago\./))
        #expect(!note.contains("Try again"))
    }

    @Test func `is told the copy's age as a number too`() throws {
        let words = ["team", "head", "-o", "json"]
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(alice.vault(words).output.utf8))
                as? [String: Any])
        #expect(object["copyAgeSeconds"] as? Int != nil)
        let near = try TestTeam()
        let now = try #require(
            JSONSerialization.jsonObject(with: Data(near.alice.vault(words).output.utf8))
                as? [String: Any])
        #expect(now["copyAgeSeconds"] is NSNull)
    }

    @Test func `log says what it does not show`() throws {
        #expect(try alice.vault("log").errors.contains("stands on the server alone"))
    }

    @Test(arguments: [
        "recover", "verify", "member invite bob --role reader --code-file {}/code",
        "member admit bob",
        "member cancel bob", "member role bob reader", "member remove -y bob",
        "team check 1-0123456789abcdef0123456789abcdef", "profile use test", "users",
    ])
    func `is no way to change anything, in one sentence`(command: String) throws {
        let words = command.replacing("{}", with: alice.home.root.path)
        let finished = try alice.vault(words.split(separator: " ").map(String.init))
        #expect(finished.status == 69, "\(finished.errors)")
        #expect(finished.output.isEmpty)
        #expect(finished.errors.count { $0 == "\n" } == 1, "\(finished.errors)")
        #expect(!FileManager.default.fileExists(atPath: alice.home.path("code")))
    }

    @Test func `doctor says until when the copy serves`() throws {
        let found = try alice.findings()
        #expect(found["server"]?.status == "problem")
        #expect(found["server"]?.cure?.contains(" old; see --max-age") == true)
    }

    @Test func `an old copy is refused by its age`() throws {
        let finished = try alice.vault("list", "--max-age", "0")
        #expect(finished.status == 69)
        #expect(finished.errors.contains("more than the 0 seconds of --max-age"))
    }
}

extension PostgresServer {
    /// As a machine that loses its current.
    func end() throws {
        let process = try #require(process)
        kill(process, SIGQUIT)
        #expect(eventually { (try? psql("postgres", "SELECT 1")) == nil })
    }
}
