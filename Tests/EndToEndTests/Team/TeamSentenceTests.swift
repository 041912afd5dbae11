import Foundation
import Testing
import VaultTestSupport

@Suite("What a team's member is told", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamSentenceTests {
    private let team: TestTeam
    private var alice: TeamMember { team.alice }

    init() throws { team = try TestTeam() }

    private func expect(
        _ status: Int32, _ words: String, _ finished: Finished,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(finished.status == status, "\(finished.errors)", sourceLocation: sourceLocation)
        #expect(
            finished.errors.contains(words), "\(finished.errors)", sourceLocation: sourceLocation)
    }

    @Test func `of a member's file that is missing, open to others, or another file`() throws {
        let missing = alice.home.path("none.member")
        expect(66, "no member's file \(missing)", try alice.vault("list", "--member-file", missing))
        try alice.home.write("something else", to: "other")
        let other = alice.home.path("other")
        expect(
            65, "\(other) is damaged: it is no member's file",
            try alice.vault("list", "--member-file", other))
        chmod(other, 0o644)
        expect(77, "chmod 600", try alice.vault("list", "--member-file", other))
        let variable = try alice.vault("list", environment: ["OSC_VAULT_MEMBER_FILE": missing])
        expect(66, missing, variable)
    }

    @Test func `of where their member's file lies if nothing says which vault the database has`()
        throws
    {
        let folder = alice.home.path("state/osc-vault")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let pin = try #require(names.first { $0.hasSuffix(".url") })
        try FileManager.default.removeItem(atPath: "\(folder)/\(pin)")
        let member = try #require(names.first { $0.hasSuffix(".member") })
        let file = "\(folder)/\(member)"
        expect(77, "\(file): name it once with --member-file", try alice.vault("list"))
        try alice.succeed("list", "--member-file", file)
        try alice.succeed("list")
    }

    @Test func `of another team's recovery code`() throws {
        let other = try TestTeam()
        let code = other.alice.home.path("recovery-code")
        expect(
            77, "the recovery code in \(code) is not this team's",
            try alice.vault("list", "--recovery-file", code))
    }

    @Test(arguments: ["1s", "59min", "31d", "100y", "2026-01-01"])
    func `of an invitation that is too short or too long`(expires: String) throws {
        let file = alice.home.path("code")
        let words = ["member", "invite", "bob", "--role", "reader", "--code-file", file]
        let refused = try alice.vault(words + ["--expires", expires])
        expect(64, "1h to 30d", refused)
        #expect(!FileManager.default.fileExists(atPath: file))
        #expect(try !alice.vault("member", "list").output.contains("bob"))
    }

    @Test func `of names that are members, invited, or nobody's`() throws {
        _ = try team.admit("bob", as: "writer")
        expect(73, "'bob' is a member already", try alice.vault("member", "admit", "bob"))
        expect(73, "'bob' is a member already", try alice.vault("member", "cancel", "bob"))
        expect(66, "nobody is invited as 'eve'", try alice.vault("member", "admit", "eve"))
        expect(66, "called 'eve'", try alice.vault("member", "remove", "-y", "eve"))
        expect(64, "their own role", try alice.vault("member", "role", "alice", "reader"))
        expect(64, "removes themselves", try alice.vault("member", "remove", "-y", "alice"))
    }

    @Test func `of an invitation that was cancelled, and joins by the next one`() throws {
        let bob = try TeamMember("bob", at: alice.url)
        #expect(try bob.join(with: alice.invite("bob", as: "reader")).status == 0)
        expect(77, "no admin has let you in yet", try bob.vault("list"))
        try alice.succeed("member", "cancel", "bob")
        expect(77, "it was cancelled", try bob.vault("list"))
        #expect(try bob.join(with: alice.invite("bob", as: "reader")).status == 0)
        try alice.succeed("member", "admit", "bob")
        try bob.succeed("list")
        // Removed, invited again, on the same machine.
        try alice.succeed("member", "remove", "-y", "bob")
        expect(77, "no member of this team any more", try bob.vault("list"))
        let again = try bob.join(with: alice.invite("bob", as: "writer"))
        #expect(again.status == 0, "\(again.errors)")
        try alice.succeed("member", "admit", "bob")
        try bob.succeed("list")
    }

    @Test func `of a member's file that is another member's`() throws {
        let second = try alice.join(with: alice.invite("bob", as: "reader"), as: "bob")
        expect(73, "this machine has a member's file of this team", second)
        expect(73, "--member-file", second)
    }

    @Test(arguments: ["member role recovery-code reader", "member remove recovery-code"])
    func `of what is lost with the recovery code, before it is`(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        expect(77, "No other one can be made for this team.", try alice.vault(words))
        let terminal = try TypedTerminal()
        let ended = try terminal.run(
            BuiltProducts.vault, words + ["--password-file", alice.passwordFile],
            environment: alice.home.environment.merging(["OSC_VAULT": alice.url]) { $1 },
            answers: [("No other one can be made", "n")])
        #expect(ended == 1)
        #expect(try alice.succeed("member", "list").output.contains("recovery-code  admin"))
        #expect(try alice.vault(words + ["-y"]).status == 0)
    }

    @Test(arguments: ["0-0123456789abcdef0123456789abcdef", "nonsense", "-1-00"])
    func `of a head that is none`(head: String) throws {
        expect(64, "head", try alice.vault("team", "check", head))
    }

    @Test func `of who has written what, and of roles`() throws {
        let bob = try team.admit("bob", as: "writer")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        try alice.succeed("member", "role", "bob", "reader")
        _ = try bob.secret(of: "deploy")
        let table = try alice.succeed("log").output
        #expect(table.contains(/stored +deploy +\S+ +bob/))
        #expect(table.contains(/role changed +- +- +alice +bob: reader/))
        #expect(table.contains(/given to +deploy +\S+ +bob +sh/))
        let rows = try alice.succeed("log", "-o", "csv").output.split(whereSeparator: \.isNewline)
        #expect(rows.first == "sequence,at,action,key,accessKeyId,detail,member")
        #expect(rows.contains { $0.hasSuffix(",role changed,,,bob: reader,alice") })
        let object = try #require(
            JSONSerialization.jsonObject(
                with: Data(alice.succeed("log", "-o", "json").output.utf8)) as? [String: Any])
        let events = try #require(object["events"] as? [[String: Any]])
        #expect(events.last?["member"] as? String == "bob")
        #expect(events.first?["member"] is NSNull, "of the private vault")
    }

    @Test func `leaves a command where its vault is, and no member's file`() throws {
        let file = alice.home.path("state/osc-vault/x.member")
        let given = try alice.vault(
            ["exec", "admin", "--", "env"], environment: ["OSC_VAULT_WAIT": "7"])
        #expect(given.output.contains("OSC_VAULT=\(alice.url)"))
        let own = try #require(
            FileManager.default.contentsOfDirectory(atPath: alice.home.path("state/osc-vault"))
                .first { $0.hasSuffix(".member") })
        let member = alice.home.path("state/osc-vault/\(own)")
        let run = try alice.vault(
            ["exec", "admin", "--", "env"], environment: ["OSC_VAULT_MEMBER_FILE": member])
        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.output.contains("OSC_VAULT_MEMBER_FILE"), "\(file)")
        let text = try alice.vault(
            ["env", "admin", "--shell", "sh"], environment: ["OSC_VAULT_MEMBER_FILE": member])
        #expect(text.output.contains("unset") && text.output.contains("OSC_VAULT_MEMBER_FILE"))
    }
}

@Suite("A key that a removed member could read", .serialized, .enabled(if: PostgresPrograms.exist))
struct ExposedKeyTests {
    private let team: TestTeam
    private var alice: TeamMember { team.alice }

    init() throws {
        team = try TestTeam()
        try alice.succeed("create-key", "--user", "alice", "--name", "deploy")
    }

    private func state(ofOldest owner: String) throws -> String? {
        try team.simulator.keys().first { $0.owner == owner }?.state
    }

    @Test func `is inactive as soon as it is replaced, whatever overlap is asked for`() throws {
        let bob = try team.admit("bob", as: "writer")
        let known = try bob.secret(of: "deploy")
        try alice.succeed("member", "remove", "-y", "bob")
        let plan = try alice.succeed("rotate", "--due", "--plan", "--overlap", "7d")
        #expect(plan.output.contains("is inactive at once"), "\(plan.output)")
        let rotated = try alice.succeed("rotate", "--due", "--overlap", "7d")
        #expect(rotated.errors.contains("'bob' could read keys that are rotated now"))
        let old = try team.simulator.keys().first { $0.secretKey == known }
        #expect(old?.state == "INACTIVE")
        #expect(old?.deleted == false, "its grace goes on")
        #expect(try state(ofOldest: "alice") == "INACTIVE")
    }

    @Test func `has its overlap where nobody was removed`() throws {
        try alice.succeed("rotate", "deploy", "--overlap", "7d")
        #expect(try state(ofOldest: "alice") == "ACTIVE")
    }

    @Test func `ends the overlap that was under way`() throws {
        _ = try team.admit("bob", as: "writer")
        try alice.succeed("rotate", "deploy", "--overlap", "7d")
        try alice.succeed("member", "remove", "-y", "bob")
        try alice.succeed("rotate", "--due")
        let keys = try team.simulator.keys().filter { $0.owner == "alice" }
        #expect(keys.count { $0.state == "ACTIVE" && !$0.deleted } == 1)
    }

    @Test func `is told once as due`() throws {
        _ = try team.admit("bob", as: "writer")
        try alice.succeed("member", "remove", "-y", "bob")
        let used = try alice.vault("exec", "deploy", "--", "true")
        #expect(used.errors.contains("'bob', who was removed from the team, could read it"))
        #expect(used.errors.count { $0 == "\n" } == 1, "\(used.errors)")
    }
}
