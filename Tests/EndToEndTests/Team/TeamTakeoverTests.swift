import Foundation
import Testing
import VaultTestSupport

@Suite(
    "What a member of a team has left open", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamTakeoverTests {
    private let team: TestTeam
    private let bob: TeamMember

    init() throws {
        team = try TestTeam()
        bob = try team.admit("bob", as: "writer")
    }

    private var simulator: Simulator { team.simulator }

    /// bob's command, while OUTSCALE has done its call's work and has not answered.
    private func whileWaiting(
        _ words: [String], for action: String, seconds: Int, _ body: (Child) throws -> Void
    ) throws -> Finished {
        try simulator.disturb("slowAfterCommit", action: action, ",\"seconds\":\(seconds)")
        let heard = try simulator.requests().count
        let child = try Child(
            BuiltProducts.vault, words + ["--password-file", bob.passwordFile],
            environment: bob.home.environment.merging(["OSC_VAULT": bob.url]) { $1 })
        eventually {
            (try? simulator.requests().dropFirst(heard).contains { $0.action == action }) ?? false
        }
        try body(child)
        let finished = try child.finish()
        try simulator.control("faults", #"{"faults":[]}"#)
        return finished
    }

    private static let create = ["create-key", "--user", "alice", "--name", "deploy"]

    /// bob's machine dies before CreateAccessKey is answered: OUTSCALE has made the key.
    private func dieWithoutAnswer() throws {
        let killed = try whileWaiting(Self.create, for: "CreateAccessKey", seconds: 300) {
            kill($0.process, SIGKILL)
        }
        #expect(killed.status == 137)
        #expect(try simulator.living(of: "alice").count == 1)
    }

    @Test func `is theirs until another takes it over, who then ends it`() throws {
        try dieWithoutAnswer()
        let looked = try team.alice.vault("recover")
        #expect(looked.status == 75)
        #expect(looked.output.contains("bob has been at 'deploy' since"), "\(looked.output)")
        #expect(try simulator.living(of: "alice").count == 1)
        let refused = try team.alice.vault("recover", "--adopt")
        #expect(refused.status == 77, "nobody was asked")
        #expect(try simulator.living(of: "alice").count == 1)
        let taken = try team.alice.vault("recover", "--adopt", "-y")
        #expect(
            taken.output.contains("did not reach this vault"),
            "\(taken.output)\(taken.errors)")
        #expect(try simulator.living(of: "alice").isEmpty)
        try team.alice.succeed("create-key", "--user", "alice", "--name", "deploy")
        #expect(try bob.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `goes on with whoever has begun it, and is not another's`() throws {
        try dieWithoutAnswer()
        let ended = try bob.succeed("recover")
        #expect(ended.output.contains("did not reach this vault"))
        #expect(try simulator.living(of: "alice").isEmpty)
        #expect(try team.alice.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `becomes the remover's with the member's removal, and is settled by them`() throws {
        try dieWithoutAnswer()
        let removed = try team.alice.succeed("member", "remove", "bob", "-y")
        #expect(removed.errors.contains("you answer now for what bob had begun: 'deploy'"))
        let ended = try team.alice.succeed("recover")
        #expect(ended.output.contains("did not reach this vault"))
        #expect(try simulator.living(of: "alice").isEmpty)
    }

    @Test func `keeps a removal of somebody else waiting, whose new key would shut it out`() throws
    {
        _ = try team.admit("carol", as: "reader")
        try dieWithoutAnswer()
        let refused = try team.alice.vault("member", "remove", "carol", "-y")
        #expect(refused.status == 75)
        #expect(refused.errors.contains("bob is creating 'deploy'"), "\(refused.errors)")
        #expect(try team.alice.succeed("member", "list").output.contains("carol"))
        try bob.succeed("recover")
        try team.alice.succeed("member", "remove", "carol", "-y")
    }

    @Test
    func
        `is stored by its own machine if the secret has landed there, although another has taken it`()
        throws
    {
        // OUTSCALE's answer lands, and the server does not take it: the landing file alone has the secret.
        let left = try whileWaiting(Self.create, for: "CreateAccessKey", seconds: 5) { _ in
            try team.database.psql("ALTER TABLE osc_vault.secret RENAME TO away")
        }
        #expect(left.status == 75, "\(left.errors)")
        #expect(left.errors.contains("landing file"))
        try team.database.psql("ALTER TABLE osc_vault.away RENAME TO secret")
        let living = try #require(try simulator.living(of: "alice").first)
        // While OUTSCALE can't be reached, taking it over decides nothing.
        try simulator.control(
            "faults", #"{"faults":[{"action":"*","kind":"html502","every":true}]}"#)
        #expect(try team.alice.vault("recover", "--adopt", "-y").status == 75)
        try simulator.control("faults", #"{"faults":[]}"#)
        let back = try bob.succeed("recover")
        #expect(back.output.contains("had landed on the disk and is stored now"), "\(back.output)")
        #expect(try team.alice.secret(of: "deploy") == living.secretKey)
        _ = try team.alice.succeed("recover")
        #expect(try simulator.living(of: "alice").count == 1)
    }

    /// What alice does with bob's creation while no list shows its key: she takes it over, and removes carol, so that the vault gets
    /// another key.
    private func takeOverAndRemoveCarol() throws {
        let taken = try team.alice.vault("recover", "--adopt", "-y")
        #expect(taken.status == 75, "\(taken.output)\(taken.errors)")
        try team.alice.succeed("member", "remove", "carol", "-y")
        try lag(seconds: 0)
    }

    /// Lists are behind from then on by so much.
    private func lag(seconds: Int) throws {
        try simulator.control(
            "model",
            """
            {"readLag":{"lists":\(seconds),"byID":\(seconds),"byTag":\(seconds),"users":0,"pattern":"steady"}}
            """)
    }

    @Test func `is stored by its own machine although the vault has got another key since`() throws
    {
        _ = try team.admit("carol", as: "reader")
        try lag(seconds: 3_600)
        let left = try whileWaiting(Self.create, for: "CreateAccessKey", seconds: 5) { _ in
            try team.database.psql("ALTER TABLE osc_vault.secret RENAME TO away")
        }
        #expect(left.status == 75, "\(left.errors)")
        try team.database.psql("ALTER TABLE osc_vault.away RENAME TO secret")
        let living = try #require(try simulator.living(of: "alice").first)
        try takeOverAndRemoveCarol()
        let back = try bob.succeed("recover")
        #expect(back.output.contains("had landed on the disk and is stored now"), "\(back.output)")
        #expect(try team.alice.secret(of: "deploy") == living.secretKey)
        _ = try team.alice.succeed("recover")
        #expect(try simulator.living(of: "alice").count == 1)
    }

    @Test func `is stored under the vault's new key by whoever still runs`() throws {
        _ = try team.admit("carol", as: "reader")
        try lag(seconds: 3_600)
        let created = try whileWaiting(Self.create, for: "CreateAccessKey", seconds: 20) { _ in
            try takeOverAndRemoveCarol()
        }
        #expect(created.status == 0, "\(created.output)\(created.errors)")
        let living = try #require(try simulator.living(of: "alice").first)
        #expect(try team.alice.secret(of: "deploy") == living.secretKey)
        #expect(try team.alice.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `is lost to a member who is removed meanwhile, and who reads just that`() throws {
        let created = try whileWaiting(Self.create, for: "CreateAccessKey", seconds: 20) { _ in
            try team.alice.succeed("member", "remove", "bob", "-y")
        }
        #expect(created.status == 75, "\(created.output)\(created.errors)")
        #expect(created.errors.contains("no member of this team any more"), "\(created.errors)")
        #expect(!created.errors.contains("Nothing is lost"), "\(created.errors)")
        #expect(!created.errors.contains("un 'vault recover'"), "\(created.errors)")
        let ended = try team.alice.succeed("recover")
        #expect(ended.output.contains("did not reach this vault"), "\(ended.output)")
    }

    @Test func `stops whoever had it before their next call to OUTSCALE`() throws {
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy", "--no-verify")
        let first = try bob.secret(of: "deploy")
        var heard = 0
        // The new key's proof takes a while, and alice can't wait for it.
        let stopped = try whileWaiting(
            ["rotate", "deploy", "--grace", "0"], for: "CreateAccessKey", seconds: 6
        ) { _ in
            let taken = try team.alice.vault("recover", "--adopt", "-y")
            #expect(taken.status == 0, "\(taken.output)\(taken.errors)")
            heard = try simulator.requests().count
        }
        #expect(stopped.status == 75, "\(stopped.output)\(stopped.errors)")
        #expect(stopped.errors.contains("settled or in other hands"), "\(stopped.errors)")
        #expect(try simulator.requests().count == heard)
        #expect(try team.alice.secret(of: "deploy") == first)
        #expect(try simulator.living(of: "alice").map(\.secretKey) == [first])
        // Its landing file holds a key that is gone.
        try bob.succeed("recover")
        #expect(try bob.succeed("list").output.contains("deploy"))
    }

    @Test func `is not another's to rotate meanwhile`() throws {
        try bob.succeed("create-key", "--user", "alice", "--name", "deploy")
        try bob.succeed("rotate", "deploy")
        let refused = try team.alice.vault("rotate", "deploy", "--undo")
        #expect(refused.status == 75)
        #expect(refused.errors.contains("in bob's hands"), "\(refused.errors)")
        try bob.succeed("rotate", "deploy", "--undo")
    }
}
