import Foundation
import Testing
import VaultTestSupport

extension TeamMember {
    /// Runs `vault` on the team's vault without a word about the password, and without a terminal to ask at.
    @discardableResult
    func unasked(_ words: String..., environment: [String: String] = [:]) throws -> Finished {
        try home.bare(words, environment: ["OSC_VAULT": url].merging(environment) { $1 })
    }

    /// The secret that a command would get by the agent; it stands in no transcript.
    func secretByAgent(of key: String) throws -> String {
        try Child(
            BuiltProducts.vault,
            ["exec", key, "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\""],
            environment: home.environment.merging(["OSC_VAULT": url]) { $1 }
        ).finish().output
    }
}

@Suite("An agent that holds a team's member", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamAgentTests {
    private let team: TestTeam
    private var alice: TeamMember { team.alice }

    init() throws {
        team = try TestTeam()
        try team.alice.succeed("unlock")
    }

    @Test func `opens the vault for every command, and nobody is asked`() throws {
        #expect(try alice.unasked("list").output.contains("admin"))
        let created = try alice.unasked("create-key", "--user", "alice", "--name", "deploy")
        #expect(created.status == 0, "\(created.errors)")
        let made = try team.simulator.keys().first { $0.owner == "alice" }
        #expect(try alice.secretByAgent(of: "deploy") == made?.secretKey)
        let rotated = try alice.unasked("rotate", "deploy", "--grace", "0")
        #expect(rotated.status == 0, "\(rotated.errors)")
        let secret = try alice.secretByAgent(of: "deploy")
        #expect(secret != made?.secretKey)
        #expect(try team.simulator.keys().contains { $0.secretKey == secret && !$0.deleted })
        let leased = try alice.unasked("exec", "deploy", "--ephemeral", "1h", "--", "true")
        #expect(leased.status == 0, "\(leased.errors)")
        for words in [
            ["show", "deploy"], ["log"], ["verify"], ["team", "head"], ["member", "list"],
            ["profile", "list"], ["reconcile", "--check"], ["doctor", "--offline"],
        ] {
            let finished = try alice.home.bare(words, environment: ["OSC_VAULT": alice.url])
            #expect(finished.status == 0, "\(words): \(finished.errors)\(finished.output)")
        }
        #expect(try alice.unasked("log").output.contains("given to"))
        // What the agent has signed is what a machine without one takes.
        try alice.succeed("verify")
        #expect(try alice.unasked("lock").output.contains("Locked."))
        #expect(try alice.unasked("list").status == 77)
        alice.home.expectNoTrace(of: try team.simulator.keys().map(\.secretKey))
    }

    @Test func `is told of by status, and is locked by time, by itself and for a command`() throws {
        #expect(try alice.unasked("status").output.contains("nlocked; locks "))
        #expect(try alice.unasked("status").output.contains("1 key"))
        #expect(try alice.unasked("unlock").output.contains("Unlocked already"))
        let run = try alice.unasked("exec", "admin", "--lock-agent", "--", "echo", "done")
        #expect(run.output.contains("done"), "\(run.errors)")
        #expect(try alice.unasked("status").output.contains("ocked; the agent holds no key"))
        #expect(try alice.unasked("exec", "admin", "--", "true").status == 77)
        try alice.succeed("unlock", "--timeout", "1s", "--max", "1s")
        let isLocked = try eventually {
            try alice.unasked("status").output.contains("the agent holds no key")
        }
        #expect(isLocked)
        #expect(try alice.unasked("list").status == 77)
    }

    @Test func `changes nothing of who is in the team: that takes the password`() throws {
        let bob = try team.admit("bob", as: "writer")
        _ = try alice.invite("carol", as: "reader")
        let file = alice.home.path("no-code")
        for words in [
            ["member", "invite", "eve", "--role", "admin", "--code-file", file],
            ["member", "admit", "carol"], ["member", "cancel", "carol"],
            ["member", "role", "bob", "admin"], ["member", "remove", "bob", "-y"],
        ] {
            let refused = try alice.home.bare(words, environment: ["OSC_VAULT": alice.url])
            #expect(refused.status == 77, "\(words): \(refused.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: file))
        let members = try alice.unasked("member", "list").output
        #expect(members.contains("carol") && members.contains("bob"))
        try bob.succeed("create-key", "--user", "alice", "--name", "bobs")
        // With the password it is done, and the agent goes on behind it.
        try alice.succeed("member", "role", "bob", "reader")
        let made = try alice.unasked("create-key", "--user", "alice", "--name", "deploy")
        #expect(made.status == 0, "\(made.errors)")
        #expect(try bob.secret(of: "deploy") == alice.secretByAgent(of: "deploy"))
    }

    @Test func `takes the key that another member has given the vault`() throws {
        let bob = try team.admit("bob", as: "writer")
        let dave = try team.admit("dave", as: "admin")
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        let before = try alice.secretByAgent(of: "deploy")
        try dave.succeed("member", "remove", "bob", "-y")
        #expect(try alice.secretByAgent(of: "deploy") == before)
        let rotated = try alice.unasked("rotate", "--due", "--grace", "0")
        #expect(rotated.status == 0, "\(rotated.errors)")
        let after = try dave.secret(of: "deploy")
        #expect(after != before)
        #expect(try alice.secretByAgent(of: "deploy") == after)
        #expect(try alice.unasked("status").output.contains("nlocked; locks "))
        // And once more, of an agent that has written under the new one.
        let erin = try team.admit("erin", as: "reader")
        try dave.succeed("member", "remove", "erin", "-y")
        #expect(try alice.unasked("create-key", "--user", "alice", "--name", "x").status == 0)
        #expect(try erin.vault("list").status == 77)
    }

    @Test func `opens nothing for a member who was removed`() throws {
        let bob = try team.admit("bob", as: "writer")
        try bob.succeed("unlock")
        #expect(try bob.unasked("list").status == 0)
        try alice.succeed("member", "remove", "bob", "-y")
        for words in [["list"], ["exec", "admin", "--", "true"], ["status"], ["log"]] {
            let refused = try bob.home.bare(words, environment: ["OSC_VAULT": bob.url])
            #expect(refused.status == 77, "\(words): \(refused.errors)")
            #expect(refused.errors.contains("no member of this team any more"))
        }
        try bob.unasked("lock")
        let unlocked = try bob.vault("unlock")
        #expect(unlocked.status == 77, "\(unlocked.errors)")
        #expect(try !bob.unasked("status").output.contains("unlocked; "))
    }

    @Test func `serves a reader what a reader may`() throws {
        let carol = try team.admit("carol", as: "reader")
        try carol.succeed("unlock")
        #expect(
            try carol.secretByAgent(of: "admin") == team.simulator.keys().first?.secretKey)
        let refused = try carol.unasked("create-key", "--user", "alice", "--name", "deploy")
        #expect(refused.status == 77)
        #expect(refused.errors.contains("you are a reader"))
    }

    @Test func `stands beside a private vault's`() throws {
        try alice.home.succeed("unlock")
        #expect(try alice.home.bare(["list"]).status == 0)
        #expect(try alice.unasked("list").status == 0)
        #expect(alice.home.agents.count == 2)
        try alice.home.succeed("lock")
        #expect(try alice.home.bare(["list"]).status == 77)
        #expect(try alice.unasked("list").status == 0)
        // At one socket there is room for one of them.
        let shared = try alice.home.bare([
            "list", "--socket", alice.home.socketOfTeam(),
        ])
        #expect(shared.status == 77)
        #expect(shared.errors.contains("another vault's key"))
    }

    @Test func `serves no other member's file`() throws {
        let other = alice.home.path("ci.member")
        try alice.home.write("the member's password of ci", to: "ci-password")
        let code = try alice.invite("ci", as: "reader")
        try alice.home.write(code, to: "ci-code")
        let joined = try alice.home.bare(
            [
                "team", "join", alice.url, "--name", "ci", "--code-file",
                alice.home.path("ci-code"), "--new-password-file", alice.home.path("ci-password"),
                "--member-file", other,
            ] + TeamMember.cheap)
        #expect(joined.status == 0, "\(joined.errors)")
        try alice.succeed("member", "admit", "ci")
        let asked = try alice.unasked("list", "--member-file", other)
        #expect(asked.status == 77, "\(asked.errors)")
        let socket = try alice.home.socketOfTeam()
        let shared = try alice.unasked("list", "--member-file", other, "--socket", socket)
        #expect(shared.status == 77, "\(shared.errors)")
    }

    @Test func `is not unlocked by a wrong password, or by the recovery code`() throws {
        try alice.unasked("lock")
        try alice.home.write("not this one", to: "wrong")
        let wrong = try alice.unasked(
            "unlock", "--password-file", alice.home.path("wrong"))
        #expect(wrong.status == 77, "\(wrong.errors)")
        let code = try alice.unasked(
            "unlock", "--recovery-file", alice.home.path("recovery-code"))
        #expect(code.status == 64)
        #expect(code.errors.hasSuffix(" Nothing was unlocked.\n"))
        #expect(try alice.unasked("list").status == 77)
    }

    @Test func `keeps names and expiries after it has locked, where it is told to`() throws {
        #expect(
            try alice.unasked("create-key", "--user", "alice", "--expires", "2d").status == 0)
        try alice.succeed("unlock", "--expiry-watch", "--timeout", "1h")
        try alice.unasked("lock")
        let checked = try alice.unasked("list", "--check", "--notify", "--expiring", "30d")
        #expect(checked.status == 10, "\(checked.errors)")
    }
}
