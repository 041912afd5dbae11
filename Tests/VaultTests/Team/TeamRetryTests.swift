import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("What failed", .enabled(if: PostgresPrograms.exist))
struct TeamRetryTests {
    private func files(_ team: SharedTeam, of member: String) throws -> [String] {
        let folder = team.directory.appending(path: member).path
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".member") || $0.hasSuffix(".url") }
    }

    @Test func `leaves nothing of a founding that the database refused, and the next succeeds`()
        throws
    {
        let team = try SharedTeam(founding: false)
        try team.database.psql(
            """
            CREATE SCHEMA osc_vault;
            CREATE TABLE osc_vault.manifest(epoch bigint PRIMARY KEY, body bytea NOT NULL, \
            signature bytea NOT NULL, CHECK (epoch = 0));
            """)
        #expect(throws: VaultError.self) { try team.found() }
        #expect(try files(team, of: "alice") == [])
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        try team.found()
        #expect(try team.secret("first", in: team.unlocked()) == "first's secret")
    }

    @Test func `keeps what opens a vault that may have been founded after all`() throws {
        let team = try SharedTeam(founding: false)
        try team.database.psql(
            """
            CREATE SCHEMA osc_vault;
            CREATE TABLE osc_vault.manifest(epoch bigint PRIMARY KEY, body bytea NOT NULL, \
            signature bytea NOT NULL);
            CREATE FUNCTION public.break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              PERFORM pg_terminate_backend(pg_backend_pid());
              PERFORM pg_sleep(60);
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER break AFTER INSERT ON osc_vault.manifest
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.break();
            """)
        #expect(throws: VaultError.team(.unclear)) { try team.found() }
        #expect(try files(team, of: "alice").count == 2)
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        try team.found()
        #expect(try team.secret("first", in: team.unlocked()) == "first's secret")
    }

    @Test func `leaves nothing of a request that the database refused`() throws {
        let team = try SharedTeam()
        let code = try team.invite("bob")
        try team.database.psql("ALTER TABLE osc_vault.request ADD CHECK (invite IS NULL)")
        #expect(throws: VaultError.self) { try team.join("bob", code: code) }
        #expect(try files(team, of: "bob") == [])
        try team.database.psql("ALTER TABLE osc_vault.request DROP CONSTRAINT request_invite_check")
        try team.join("bob", code: code)
        var alice = try team.unlocked()
        try alice.admit(team.name("bob"), at: SharedTeam.now)
        _ = try team.unlocked("bob")
    }

    @Test func `is asked for again with another code, by whom nobody has admitted`() throws {
        let team = try SharedTeam()
        try team.join("bob", code: team.invite("bob"))
        var alice = try team.unlocked()
        try alice.cancelInvitation(of: team.name("bob"), at: SharedTeam.now)
        try team.join("bob", code: team.invite("bob"))
        alice = try team.unlocked()
        try alice.admit(team.name("bob"), at: SharedTeam.now)
        #expect(try team.secret("first", in: team.unlocked("bob")) == "first's secret")
    }

    @Test func `is not asked for twice with one code, which would let the wrong one in`() throws {
        let team = try SharedTeam()
        let code = try team.invite("bob")
        try team.join("bob", code: code)
        #expect(throws: VaultError.team(.alreadyAsked)) { try team.join("bob", code: code) }
        var alice = try team.unlocked()
        try alice.admit(team.name("bob"), at: SharedTeam.now)
        _ = try team.unlocked("bob")
    }

    @Test func `costs no member the file that opens the vault`() throws {
        let team = try SharedTeam()
        try team.take("bob")
        let code = try team.invite("robert")
        let error = #expect(throws: VaultError.self) {
            try team.join("bob", code: code, as: "robert")
        }
        guard case .fileExists = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        _ = try team.unlocked("bob")
    }
}

@Suite("A change that another member's has overtaken", .enabled(if: PostgresPrograms.exist))
struct TeamOvertakenTests {
    let team: SharedTeam

    init() throws {
        team = try SharedTeam()
        try team.take("bob")
    }

    /// The server ends the connections of all who write; so another member gets in between a change and its end.
    private func endConnections() {
        _ = try? team.database.psql(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
    }

    private func overtaken(
        _ own: KeyRecord, by other: String
    ) throws -> (runs: Int, error: VaultError?) {
        var vault = try team.unlocked()
        var bob = try team.unlocked("bob")
        let box = Box()
        do throws(VaultError) {
            try vault.commit(at: SharedTeam.now) { transaction throws(VaultError) in
                box.runs += 1
                if box.runs == 1 {
                    endConnections()
                    do { try team.add(other, to: &bob) } catch { Issue.record(error) }
                }
                try transaction.add(own, secret: bytes("own secret"))
            }
        } catch { return (box.runs, error) }
        #expect(vault.contents.keyCount == 3)
        return (box.runs, nil)
    }

    private final class Box { var runs = 0 }

    @Test func `is made again on what that one has written`() throws {
        let (runs, error) = try overtaken(team.origin.record(name: "own"), by: "other")
        #expect(runs == 2)
        #expect(error == nil)
        let vault = try team.unlocked("bob")
        #expect(try team.secret("own", in: vault) == "own secret")
        #expect(try team.secret("other", in: vault) == "other's secret")
    }

    @Test func `fails if it makes no sense any more, and says why`() throws {
        let (runs, error) = try overtaken(team.origin.record(name: "same"), by: "same")
        #expect(runs == 2)
        #expect(error == .nameTaken(.key, try team.name("same")))
        #expect(try team.secret("same", in: team.unlocked()) == "same's secret")
    }

    @Test func `goes on where its connection has died before it began`() throws {
        var vault = try team.unlocked()
        endConnections()
        try team.add("second", to: &vault)
        endConnections()
        try vault.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "one"))
        endConnections()
        #expect(try vault.memberTrail().entries.map(\.event?.detail) == ["one"])
        endConnections()
        #expect(try vault.requests() == [])
    }
}

@Suite("A server that acknowledges more than it keeps", .enabled(if: PostgresPrograms.exist))
struct TeamDurabilityTests {
    @Test(arguments: ["fsync", "full_page_writes"])
    func `gets no row`(setting: String) throws {
        let server = try PostgresServer()
        let team = try SharedTeam(on: server)
        var vault = try team.unlocked()
        try server.psql("postgres", "ALTER SYSTEM SET \(setting) = off")
        try server.psql("postgres", "SELECT pg_reload_conf()")
        #expect(try eventually { try server.psql("postgres", "SHOW \(setting)") == "off" })
        let weak = VaultError.team(.weakDurability("\(setting) is not on"))
        #expect(throws: weak) { try team.add("second", to: &vault) }
        #expect(throws: weak) {
            try vault.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "one"))
        }
        #expect(try team.database.psql("SELECT count(*) FROM osc_vault.audit") == "0")
        #expect(try team.database.psql("SELECT count(*) FROM osc_vault.manifest") == "1")
        let another = try SharedTeam(on: server, founding: false)
        #expect(throws: weak) { try another.found() }
        #expect(try another.database.psql("SELECT to_regclass('osc_vault.manifest')") == "")
    }
}
