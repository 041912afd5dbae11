import Foundation
import Testing
import VaultTestSupport

/// The program's own way to a server by TLS, with a certificate on both sides.
@Suite("A team's server by TLS", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamConnectionTests {
    private let authority: CertificateAuthority
    private let database: PostgresDatabase
    private let alice: TeamMember
    private let simulator: Simulator

    init() throws {
        authority = try CertificateAuthority.shared.get()
        database = try PostgresServer.shared.get().newDatabase()
        // Other suites have made the role, or not.
        _ = try? database.psql("CREATE ROLE client LOGIN PASSWORD 'right'")
        try database.psql("GRANT CREATE ON DATABASE \(database.name) TO client")
        alice = try TeamMember("alice", at: Self.url(database, authority))
        simulator = try Simulator()
        try alice.home.prepareWithKey(for: simulator)
        let made = try alice.home.bare(
            ["team", "create", alice.url, "--name", "alice", "--no-recovery"]
                + ["--password-file", alice.home.path("password")]
                + ["--new-password-file", alice.passwordFile] + TeamMember.cheap)
        #expect(made.status == 0, "\(made.errors)")
    }

    private static func url(
        _ database: PostgresDatabase, _ authority: CertificateAuthority,
        host: String = "localhost", trusting ca: String = "ca.pem",
        showing client: String? = "client"
    ) -> String {
        let certificate = client.map {
            ["sslcert=\(authority.path("\($0).pem"))", "sslkey=\(authority.path("\($0).key"))"]
        }
        let words =
            ["sslmode=verify-full", "sslrootcert=\(authority.path(ca))"]
            + (certificate ?? ["sslcert=/none", "sslkey=/none"])
        return database.url(host: host, user: "client", words: words.joined(separator: "&"))
    }

    @Test func `carries the main job, for a member with a certificate`() throws {
        let issued = try #require(try simulator.keys().first)
        #expect(try alice.succeed("list").output.contains("admin"))
        #expect(try alice.secret(of: "admin") == issued.secretKey)
        try alice.succeed("create-key", "--user", "alice", "--name", "deploy")
        try alice.succeed("rotate", "deploy")
        try alice.succeed("verify")
        let logins = try database.psql(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = '\(database.name)' AND usename <> 'postgres'"
        )
        // Nobody stays, and nobody came as another.
        #expect(logins.isEmpty)
        #expect(
            try database.psql(
                "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'osc_vault'")
                == "client")
    }

    @Test(arguments: ["verify-ca", "require", "prefer", "disable"])
    func `is refused where the server's name would not be looked at`(mode: String) throws {
        let weak = alice.url.replacing("verify-full", with: mode)
        let refused = try alice.vault("list", "--vault", weak)
        #expect(refused.status == 78, "\(refused.errors)")
        let bySetting = try alice.vault(
            ["list", "--vault", alice.url.replacing("sslmode=verify-full&", with: "")],
            environment: ["PGSSLMODE": mode])
        #expect(bySetting.status == 78, "\(bySetting.errors)")
    }

    @Test func `is refused where the server can't prove its name`() throws {
        for url in [
            Self.url(database, authority, trusting: "other.pem"),
            Self.url(database, authority, host: "127.0.0.1"),
        ] {
            let refused = try alice.vault("list", "--vault", url)
            #expect(refused.status == 69, "\(refused.errors)")
            #expect(refused.errors.contains("could not prove that it is the right one"))
            #expect(refused.output.isEmpty)
        }
    }

    @Test func `lets nobody in without a certificate, or with another's`() throws {
        for client in [nil, "good"] {
            let refused = try alice.vault(
                "list", "--vault", Self.url(database, authority, showing: client))
            #expect(refused.status == 77, "\(refused.errors)")
            #expect(refused.output.isEmpty)
        }
    }
}
