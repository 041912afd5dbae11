import Foundation
import Testing
import VaultTestSupport

@Suite("What doctor finds of a team", .serialized, .enabled(if: PostgresPrograms.exist))
struct TeamDoctorTests {
    @Test func `are people who are admins, and the recovery code apart`() throws {
        let team = try TestTeam()
        var found = try team.alice.findings()
        #expect(found["admins"]?.status == "warning")
        #expect(found["admins"]?.finding.hasPrefix("One person is an admin of the team") == true)
        #expect(found["recovery"]?.status == "ok")
        _ = try team.admit("bob", as: "admin")
        found = try team.alice.findings()
        #expect(found["admins"]?.status == "ok")
        #expect(found["admins"]?.finding.hasPrefix("2 people are admins") == true)
        try team.alice.succeed("member", "role", "recovery-code", "reader", "-y")
        found = try team.alice.findings()
        #expect(found["admins"]?.status == "ok")
        #expect(found["recovery"]?.status == "warning")
    }

    @Test func `is how the server is reached, and that no standby keeps what is new`() throws {
        let found = try TestTeam().alice.findings()
        #expect(found["connection"]?.finding.contains("socket") == true)
        #expect(found["durability"]?.status == "ok")
        #expect(found["standby"]?.status == "warning")
        #expect(found["server"]?.status == "ok")
    }

    /// On a server of its own, whose settings are everybody's.
    @Test func `is a server that forgets, and one that waits for its standby`() throws {
        let server = try PostgresServer()
        let team = try TestTeam(on: server)
        try server.psql("postgres", "ALTER SYSTEM SET fsync = off")
        try server.psql("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'one'")
        try server.psql("postgres", "SELECT pg_reload_conf()")
        #expect(try eventually { try server.psql("postgres", "SHOW fsync") == "off" })
        let found = try team.alice.findings()
        #expect(found["durability"]?.status == "problem")
        #expect(found["durability"]?.finding.contains("fsync is off") == true)
        #expect(found["standby"]?.status == "ok")
    }

    @Test func `is what the login may do and the role does not need`() throws {
        let team = try TestTeam()
        #expect(try team.alice.findings()["rights"]?.finding.contains("superuser") == true)
        let grants = try team.alice.succeed("team", "grants").output
        try team.database.psql(grants)
        for role in ["reader", "writer", "admin"] {
            let login = "\(role)_\(team.database.name)"
            try team.database.psql(
                "CREATE ROLE \(login) LOGIN; GRANT osc_vault_\(role) TO \(login)")
            defer { _ = try? team.database.psql("DROP OWNED BY \(login); DROP ROLE \(login)") }
            let member = try team.admit(role, as: role)
            let address = team.database.url(user: login)
            var found = try member.findings(at: address)
            #expect(found["rights"]?.status == "ok", "\(found["rights"]?.finding ?? "")")
            #expect(found["missing-rights"] == nil)
            try team.database.psql("GRANT DELETE ON osc_vault.manifest TO \(login)")
            found = try member.findings(at: address)
            #expect(found["rights"]?.status == "warning")
            #expect(found["rights"]?.finding.contains("DELETE ON manifest") == true)
        }
    }

    @Test func `is what the login may not do and the role needs`() throws {
        let team = try TestTeam()
        let login = "reader_\(team.database.name)"
        try team.database.psql(team.alice.succeed("team", "grants").output)
        try team.database.psql("CREATE ROLE \(login) LOGIN; GRANT osc_vault_reader TO \(login)")
        defer { _ = try? team.database.psql("DROP ROLE \(login)") }
        let bob = try team.admit("bob", as: "writer")
        let found = try bob.findings(at: team.database.url(user: login))
        #expect(found["missing-rights"]?.status == "problem")
        #expect(found["missing-rights"]?.finding.contains("INSERT ON manifest") == true)
        #expect(found["missing-rights"]?.cure?.contains("osc_vault_writer") == true)
    }
}
