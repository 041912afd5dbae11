import Foundation
import Testing
import VaultTestSupport

@Suite("The way into a team's vault", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamDoorTests {
    @Test func `a code opens a place once, for the name it was given to`() throws {
        let team = try TestTeam()
        let code = try team.alice.invite("bob", as: "reader")
        let mallory = try TeamMember("mallory", at: team.alice.url)
        #expect(try mallory.join(with: code).status == 64)
        #expect(try mallory.join(with: code, as: "bob").status == 0)
        try team.alice.succeed("member", "admit", "bob")
        let bob = try TeamMember("bob", at: team.alice.url)
        let late = try bob.join(with: code)
        #expect(late.status == 77, "\(late.errors)")
    }

    @Test func `a code that was cancelled, mistyped or of no team opens none`() throws {
        let team = try TestTeam()
        let code = try team.alice.invite("bob", as: "reader")
        try team.alice.succeed("member", "cancel", "bob")
        let bob = try TeamMember("bob", at: team.alice.url)
        #expect(try bob.join(with: code).status == 77)
        let mistyped = try bob.join(with: "A" + code.dropFirst())
        #expect(mistyped.status == 77)
        #expect(mistyped.errors.contains("group 1 of the code is mistyped"))
        #expect(try bob.join(with: "bob").status == 77)
        #expect(try team.alice.vault("member", "admit", "bob").status == 66)
    }

    @Test func `a code is no argument, and goes to a new file or a terminal alone`() throws {
        let team = try TestTeam()
        let words = ["member", "invite", "bob", "--role", "reader"]
        let nowhere = try team.alice.vault(words)
        #expect(nowhere.status == 64)
        #expect(nowhere.errors.contains("--code-file"))
        try team.alice.home.write("mine", to: "taken")
        let taken = try team.alice.vault(words + ["--code-file", team.alice.home.path("taken")])
        #expect(taken.status == 73)
        #expect(try !team.alice.succeed("member", "list").output.contains("bob"))
    }

    @Test func `a terminal shows the code once, and asks for it`() throws {
        let team = try TestTeam()
        let alice = team.alice
        let terminal = try TypedTerminal()
        let invited = try terminal.run(
            BuiltProducts.vault, ["member", "invite", "bob", "--role", "writer"],
            environment: alice.home.environment.merging(["OSC_VAULT": alice.url]) { $1 },
            answers: [
                ("Member's password for postgresql://", "the member's password of alice"),
                ("Press Enter", ""),
            ])
        #expect(invited == 0)
        let code = try #require(terminal.screen.firstMatch(of: /(?:[A-Z2-7]{8}-){7}[A-Z2-7]{8}/))
            .output
        let bob = try TeamMember("bob", at: alice.url)
        let second = try TypedTerminal()
        let joined = try second.run(
            BuiltProducts.vault,
            ["team", "join", bob.url, "--name", "bob"] + TeamMember.cheap,
            environment: bob.home.environment,
            answers: [
                ("Code of the invitation", String(code)),
                ("New password of your member's file", "the member's password of bob"),
                ("same again", "the member's password of bob"),
            ])
        #expect(joined == 0)
        #expect(!second.screen.contains(code))
        try alice.succeed("member", "admit", "bob")
        try bob.succeed("list")
    }

    @Test func `the recovery code is an admin, on a machine that has nothing else`() throws {
        let team = try TestTeam()
        let code = team.alice.home.path("recovery-code")
        let other = try Workspace()
        let listed = try other.bare(["list", "--vault", team.alice.url, "--recovery-file", code])
        #expect(listed.status == 0, "\(listed.errors)")
        #expect(listed.output.contains("admin"))
        let invited = try other.bare([
            "member", "invite", "bob", "--role", "admin", "--code-file", other.path("code"),
            "--vault", team.alice.url, "--recovery-file", code,
        ])
        #expect(invited.status == 0, "\(invited.errors)")
        try other.write("IQDRVQM5-Q5NIZRU4-WGD7GL6K-KTF54SZJ", to: "wrong")
        let wrong = other.path("wrong")
        #expect(
            try other.bare(["list", "--vault", team.alice.url, "--recovery-file", wrong]).status
                == 77)
    }

    @Test func `a wrong password is refused`() throws {
        let team = try TestTeam()
        try team.alice.home.write("not this one", to: "wrong")
        let refused = try team.alice.home.bare([
            "list", "--vault", team.alice.url, "--password-file", team.alice.home.path("wrong"),
        ])
        #expect(refused.status == 77)
    }

    @Test
    func `an empty database has no vault to join, and a machine without a file gets in nowhere`()
        throws
    {
        let database = try PostgresServer.shared.get().newDatabase()
        let bob = try TeamMember("bob", at: database.url())
        let listed = try bob.vault("list")
        #expect(listed.status == 66, "\(listed.errors)")
        let team = try TestTeam()
        let code = try team.alice.invite("bob", as: "reader")
        let joined = try bob.join(with: code)
        #expect(joined.status == 66, "\(joined.errors)")
    }
}
