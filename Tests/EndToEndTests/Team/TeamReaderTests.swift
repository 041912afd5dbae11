import Foundation
import Testing
import VaultTestSupport

@Suite("A writer who becomes a reader", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamReaderTests {
    private let team: TestTeam
    private let bob: TeamMember

    init() throws {
        team = try TestTeam()
        bob = try team.admit("bob", as: "writer")
        try bob.home.write("a private password of bob", to: "mine")
    }

    private var simulator: Simulator { team.simulator }
    private static let create = ["create-key", "--user", "alice", "--name", "deploy"]

    private func whileCreating(_ body: () throws -> Void) throws -> Finished {
        try simulator.disturb("slowAfterCommit", ",\"seconds\":5")
        let heard = try simulator.requests().count
        let child = try Child(
            BuiltProducts.vault, Self.create + ["--password-file", bob.passwordFile],
            environment: bob.home.environment.merging(["OSC_VAULT": bob.url]) { $1 })
        eventually {
            (try? simulator.requests().dropFirst(heard)
                .contains { $0.action == "CreateAccessKey" }) ?? false
        }
        try body()
        let finished = try child.finish()
        try simulator.control("faults", #"{"faults":[]}"#)
        return finished
    }

    @Test func `stays one until their key is there`() throws {
        let made = try whileCreating {
            let refused = try team.alice.vault("member", "role", "bob", "reader", "-y")
            #expect(refused.status == 75, "\(refused.errors)")
            #expect(refused.errors.contains("bob is creating 'deploy'"), "\(refused.errors)")
        }
        #expect(made.status == 0, "\(made.errors)")
        try team.alice.succeed("member", "role", "bob", "reader", "-y")
    }

    @Test func `hears what ends a creation that they began, and takes along what has landed`()
        throws
    {
        // The answer lands, and the server does not take it; then another takes the creation over.
        let left = try whileCreating {
            try team.database.psql("ALTER TABLE osc_vault.secret RENAME TO away")
        }
        #expect(left.status == 75, "\(left.errors)")
        try team.database.psql("ALTER TABLE osc_vault.away RENAME TO secret")
        try simulator.control(
            "faults", #"{"faults":[{"action":"*","kind":"html502","every":true}]}"#)
        #expect(try team.alice.vault("recover", "--adopt", "-y").status == 75)
        try simulator.control("faults", #"{"faults":[]}"#)
        try team.alice.succeed("member", "role", "bob", "reader", "-y")
        let refused = try bob.vault("recover")
        #expect(refused.status == 77)
        #expect(refused.errors.contains("'vault team leave --to FILE'"), "\(refused.errors)")
        let living = try #require(try simulator.living(of: "alice").first)
        let (file, password) = (bob.home.path("private/mine.db"), bob.home.path("mine"))
        let copied = try bob.vault(
            ["team", "leave", "--to", file, "--no-recovery", "--new-password-file", password]
                + TeamMember.cheap)
        #expect(copied.errors.contains("'deploy' (\(living.accessKeyId))"), "\(copied.errors)")
        let given = try bob.home.bare([
            "exec", "deploy", "--vault", file, "--password-file", password, "--", "sh", "-c",
            "printf %s \"$OSC_SECRET_KEY\"",
        ])
        #expect(given.output == living.secretKey, "\(given.errors)")
    }

    @Test func `hears that none of their commands ends it`() throws {
        try simulator.disturb("dropAfterCommit")
        try simulator.control(
            "faults",
            """
            {"faults":[{"action":"CreateAccessKey","kind":"dropAfterCommit"},\
            {"action":"ReadAccessKeys","kind":"html502","nth":2,"every":true}]}
            """)
        let lost = try bob.vault(Self.create)
        #expect(lost.status == 75, "\(lost.errors)")
        try simulator.control("faults", #"{"faults":[]}"#)
        try team.alice.succeed("member", "role", "bob", "reader", "-y")
        let told = try bob.succeed("status").output
        #expect(told.contains("are a reader by now"), "\(told)")
        #expect(!told.contains("settles by itself"), "\(told)")
    }
}
