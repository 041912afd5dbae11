import Foundation
import Testing
import VaultTestSupport

/// What a member reads of a server that has lost something, or has too much.
@Suite("A team's server that is not as it was", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamServerTests {
    private let team: TestTeam

    init() throws { team = try TestTeam() }

    @Test func `with a row of events that nobody has signed is used, and the row is named`() throws
    {
        let bob = try team.admit("bob", as: "reader")
        try team.database.psql(
            """
            INSERT INTO osc_vault.audit SELECT member, 1, 'nothing', 'nothing' FROM osc_vault.slot
            """)
        #expect(try !bob.secret(of: "admin").isEmpty)
        let listed = try bob.succeed("list")
        #expect(listed.errors.contains("the events of 'alice' are broken from number 1 on"))
        for words in [["verify"], ["log"]] {
            let told = try bob.vault(words)
            #expect(told.status == 65, "\(told.errors)")
            #expect(told.errors.contains("row 1 of 'alice' in osc_vault.audit is not signed"))
        }
        #expect(try bob.vault("log").output.contains("bob"))
        try team.database.psql("DELETE FROM osc_vault.audit WHERE body = 'nothing'")
        try bob.succeed("verify")
        try bob.succeed("log")
    }

    @Test func `with a secret too few is found by doctor, and the key's name by verify`() throws {
        try team.alice.succeed("verify")
        try team.database.psql("DELETE FROM osc_vault.secret")
        let ill = try team.alice.vault("doctor", "--offline")
        #expect(ill.status == 12)
        #expect(ill.output.contains("0 instead of 1 in osc_vault.secret"))
        let verified = try team.alice.vault("verify")
        #expect(verified.status == 65)
        #expect(verified.errors.contains("the secret of 'admin' is missing"))
    }

    @Test func `with other tables is refused as that`() throws {
        try team.database.psql("ALTER TABLE osc_vault.manifest RENAME COLUMN signature TO other")
        let listed = try team.alice.vault("list")
        #expect(listed.status == 65)
        #expect(listed.errors.contains("tables are not those"))
    }

    @Test func `without the vault is not offered another`() throws {
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        let listed = try team.alice.vault("list")
        #expect(listed.status == 65)
        #expect(listed.errors.contains("has shown vault"))
        #expect(!listed.errors.contains("team create"))
    }

    @Test func `without the database is told in the server's words`() throws {
        let name = team.database.name
        let bob = try TeamMember("bob", at: team.alice.url.replacing(name, with: "none_such"))
        let joined = try bob.join(
            with: "IQDRVQM5-Q5NIZRU4-WGD7GL6K-KTF54SZJ-7DESSCRJ-XPYGWSCJ-YO6TN7H2-LH6I3XI3")
        #expect(joined.status == 66, "\(joined.errors)")
        #expect(joined.errors.contains("database \"none_such\" does not exist"))
    }

    @Test func `is another one by another port, though the address is the same`() throws {
        let server = team.database.server
        let bob = try TeamMember(
            "bob", at: "postgresql:///\(team.database.name)?user=postgres")
        func place(_ port: Int) -> [String: String] {
            ["PGHOST": server.folder.path, "PGPORT": "\(port)", "OSC_VAULT": bob.url]
        }
        try bob.home.write(team.alice.invite("bob", as: "reader"), to: "code")
        let joined = try bob.home.bare(
            ["team", "join", bob.url, "--name", "bob", "--code-file", bob.home.path("code")]
                + ["--new-password-file", bob.passwordFile] + TeamMember.cheap,
            environment: place(server.port))
        #expect(joined.status == 0, "\(joined.errors)")
        try team.alice.succeed("member", "admit", "bob")
        let words = ["list", "--password-file", bob.passwordFile]
        #expect(try bob.home.bare(words, environment: place(server.port)).status == 0)
        let other = try bob.home.bare(words, environment: place(1))
        // Else this machine's copy would be read.
        #expect(other.status == 69, "\(other.errors)")
    }
}
