import Foundation
import Testing
import VaultTestSupport

@Suite("A team's life", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamLifeTests {
    @Test func `its vault has what the private one had, and nothing that opens that opens it`()
        throws
    {
        let team = try TestTeam()
        let secret = try #require(try team.simulator.keys().first).secretKey
        team.alice.home.expectNoTrace(of: [secret])
        #expect(try team.alice.secret(of: "admin") == secret)
        let wrong = try team.alice.home.bare([
            "list", "--vault", team.alice.url, "--password-file", team.alice.home.path("password"),
        ])
        #expect(wrong.status == 77)
        // The file is as it was.
        #expect(try team.alice.home.vault("list").output.contains("admin"))
        // No second vault in its place.
        let again = try team.create("--no-recovery")
        #expect(again.status == 73, "\(again.errors)")
    }

    @Test func `whoever is invited asks, waits, and is let in`() throws {
        let team = try TestTeam()
        let bob = try TeamMember("bob", at: team.alice.url)
        #expect(try bob.vault("list").status == 77)
        let code = try team.alice.invite("bob", as: "reader")
        #expect(try team.alice.succeed("member", "list").output.contains("invited until"))
        #expect(try bob.join(with: code).status == 0)
        let waiting = try bob.vault("list")
        #expect(waiting.status == 77)
        #expect(waiting.errors.contains("member admit"))
        #expect(try team.alice.succeed("member", "list").output.contains("has joined"))
        try team.alice.succeed("member", "admit", "bob")
        #expect(try bob.succeed("list").output.contains("admin"))
        let members = try bob.succeed("member", "list", "-o", "json").output
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(members.utf8)) as? [String: Any])
        let all = try #require(object["members"] as? [[String: Any]])
        #expect(all.map { $0["name"] as? String } == ["alice", "bob", "recovery-code"])
        #expect(all.map { $0["self"] as? Bool } == [false, true, false])
        #expect(all.map { $0["role"] as? String } == ["admin", "reader", "admin"])
    }

    @Test func `a writer's key is there for a reader, who may make none`() throws {
        let team = try TestTeam()
        let bob = try team.admit("bob", as: "writer")
        let carol = try team.admit("carol", as: "reader")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let secret = try #require(
            try team.simulator.keys().first { $0.owner == "alice" }
        ).secretKey
        #expect(try carol.secret(of: "deploy") == secret)
        let heard = try team.simulator.requests().count
        for words in [
            ["create-key", "--user", "alice", "--name", "other"], ["rotate", "deploy"],
            ["expire", "deploy", "9d"], ["delete-key", "-y", "deploy"], ["forget", "-y", "deploy"],
            ["exec", "deploy", "--ephemeral", "1h", "--", "true"],
        ] {
            let refused = try carol.vault(words)
            #expect(refused.status == 77, "\(words): \(refused.errors)")
            #expect(refused.errors.contains("you are a reader"), "\(refused.errors)")
        }
        // OUTSCALE has heard of nothing.
        #expect(try team.simulator.requests().count == heard)
        for words in [["member", "invite", "eve", "--role", "reader", "--code-file", "x"]] {
            #expect(try bob.vault(words).status == 77)
        }
    }

    @Test func `another member's rotation is what a reader uses next`() throws {
        let team = try TestTeam()
        let bob = try team.admit("bob", as: "writer")
        let carol = try team.admit("carol", as: "reader")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let first = try carol.secret(of: "deploy")
        try team.alice.succeed("rotate", "deploy")
        let second = try carol.secret(of: "deploy")
        #expect(second != first)
        #expect(try team.simulator.keys().contains { $0.secretKey == second && !$0.deleted })
    }

    @Test func `a removed member is refused, and what they could read is due until it is rotated`()
        throws
    {
        let team = try TestTeam()
        let bob = try team.admit("bob", as: "writer")
        let carol = try team.admit("carol", as: "reader")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let known = try bob.secret(of: "deploy")
        let removed = try team.alice.succeed("member", "remove", "bob", "-y")
        #expect(removed.errors.contains("rotate --due"))
        let refused = try bob.vault("list")
        #expect(refused.status == 77)
        #expect(refused.errors.contains("no member of this team any more"))
        #expect(try team.alice.succeed("list").output.contains("bob could read it"))
        try team.alice.succeed("rotate", "--due", "--grace", "0")
        let keys = try team.simulator.keys()
        #expect(!keys.contains { $0.secretKey == known && !$0.deleted })
        let secret = try carol.secret(of: "deploy")
        #expect(keys.contains { $0.secretKey == secret && !$0.deleted })
        #expect(try !team.alice.succeed("list").output.contains("bob could read it"))
    }

    @Test func `a role that is lowered is refused what it might before`() throws {
        let team = try TestTeam()
        let bob = try team.admit("bob", as: "writer")
        try team.alice.succeed("member", "role", "bob", "reader")
        #expect(try bob.vault("create-key", "--user", "alice").status == 77)
        #expect(try team.alice.vault("member", "role", "alice", "reader").status == 64)
        #expect(try team.alice.vault("member", "role", "nobody", "reader").status == 66)
    }

    @Test func `a CI with nothing but the member's file and its password gets the key`() throws {
        let team = try TestTeam()
        let maker = try TeamMember("ci", at: team.alice.url)
        let file = maker.home.path("ci.member")
        #expect(
            try maker.join(with: team.alice.invite("ci", as: "reader"), memberFile: file).status
                == 0)
        try team.alice.succeed("member", "admit", "ci")
        // A machine that has seen nothing of the vault.
        let runner = try TeamMember("ci", at: team.alice.url)
        let copy = runner.home.path("ci.member")
        try FileManager.default.copyItem(atPath: file, toPath: copy)
        #expect(try runner.vault("list").status == 77)
        let given = try runner.vault(
            "exec", "admin", "--member-file", copy, "--", "sh", "-c", "printf %s $OSC_SECRET_KEY")
        #expect(given.output == (try team.simulator.keys().first?.secretKey))
        let other = try TeamMember("other", at: team.alice.url)
        #expect(
            try other.vault("list", environment: ["OSC_VAULT_MEMBER_FILE": copy]).status == 77,
            "another's password")
    }

    @Test func `two members who see the same vault have the same head`() throws {
        let team = try TestTeam()
        let bob = try team.admit("bob", as: "reader")
        let head = try bob.succeed("team", "head").output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try team.alice.succeed("team", "check", head).output.hasPrefix("The same: "))
        let epoch = try #require(head.split(separator: "-").first)
        let other = "\(epoch)-0123456789abcdef0123456789abcdef"
        #expect(try team.alice.vault("team", "check", other).status == 65)
        #expect(try team.alice.vault("team", "check", "9\(head)").status == 65)
    }
}
