import Foundation
import Testing
import VaultTestSupport

@Suite("A writer who becomes a reader", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamReaderTests {
    private let creation: BobsCreation

    init() throws { creation = try BobsCreation() }

    private var team: TestTeam { creation.team }
    private var bob: TeamMember { creation.bob }
    private var simulator: Simulator { team.simulator }

    @Test func `stays one until their key is there`() throws {
        let made = try creation.during {
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
        let left = try creation.during {
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
        let copied = try creation.leave()
        #expect(copied.errors.contains("'deploy' (\(living.accessKeyId))"), "\(copied.errors)")
        let given = try creation.privateSecret()
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
        let lost = try bob.vault(creation.words)
        #expect(lost.status == 75, "\(lost.errors)")
        try simulator.control("faults", #"{"faults":[]}"#)
        try team.alice.succeed("member", "role", "bob", "reader", "-y")
        let told = try bob.succeed("status").output
        #expect(told.contains("are a reader by now"), "\(told)")
        #expect(!told.contains("settles by itself"), "\(told)")
    }

    @Test(arguments: [["role", "bob", "reader"], ["remove", "bob"]])
    func `or is removed while a lease runs hears who ends that`(change: [String]) throws {
        #expect(try bob.vault(creation.words).status == 0)
        let (ready, go) = (bob.home.path("ready"), bob.home.path("go"))
        let script = "touch '\(ready)'; while [ ! -e '\(go)' ]; do sleep 0.1; done"
        let child = try Child(
            BuiltProducts.vault,
            [
                "exec", "deploy", "--ephemeral", "1h", "--password-file", bob.passwordFile, "--",
                "sh", "-c", script,
            ], environment: bob.home.environment.merging(["OSC_VAULT": bob.url]) { $1 })
        eventually { FileManager.default.fileExists(atPath: ready) }
        #expect(try team.alice.vault(["member"] + change + ["-y"]).status == 0)
        try bob.home.write("", to: "go")
        let left = try child.finish()
        #expect(left.status == 75, "\(left.errors)")
        #expect(left.errors.contains("of this team"), "\(left.errors)")
        #expect(left.errors.contains("writer's 'vault recover'"), "\(left.errors)")
        #expect(!left.errors.contains("Nothing was changed"), "\(left.errors)")
        #expect(!left.errors.contains("; 'vault recover'"), "\(left.errors)")
    }
}
