import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A COMMIT that nobody answers", .enabled(if: PostgresPrograms.exist))
struct TeamCommitTests {
    /// The server ends the connection in the middle of COMMIT, so often.
    private func breakCommits(_ team: SharedTeam, times: Int) throws {
        try team.database.psql(
            """
            CREATE SEQUENCE public.breaks;
            CREATE FUNCTION public.break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF nextval('public.breaks') <= \(times) THEN
                PERFORM pg_terminate_backend(pg_backend_pid());
                PERFORM pg_sleep(60);
              END IF;
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER break AFTER INSERT ON osc_vault.manifest
              DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.break();
            """)
    }

    @Test(arguments: [1, 3])
    func `is sent again until it is certain`(times: Int) throws {
        let team = try SharedTeam()
        try breakCommits(team, times: times)
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        #expect(vault.epoch == 2)
        #expect(try team.secret("second", in: team.unlocked()) == "second's secret")
        #expect(try team.database.psql("SELECT last_value FROM public.breaks") == "\(times + 1)")
    }

    @Test func `is unclear where the server never takes it, and nothing is claimed`() throws {
        let team = try SharedTeam()
        try breakCommits(team, times: 1_000)
        var vault = try team.unlocked()
        #expect(throws: VaultError.team(.unclear)) { try team.add("second", to: &vault) }
        try team.database.psql("DROP TRIGGER break ON osc_vault.manifest")
        #expect(try team.unlocked().contents.keyCount == 1)
        try team.add("third", to: &vault)
        #expect(try team.unlocked().contents.keyCount == 2)
    }

    /// A server whose synchronous standby, nobody, never answers.
    private func unanswered() throws -> (PostgresServer, SharedTeam) {
        let server = try PostgresServer()
        let team = try SharedTeam(on: server)
        _ = try team.unlocked()
        try standBy("nobody", on: server)
        return (server, team)
    }

    private func standBy(_ name: String, on server: PostgresServer) throws {
        try server.psql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '\(name)'")
        try server.psql("postgres", "SELECT pg_reload_conf()")
    }

    /// Ends the wait of whoever waits for the standby; COMMIT comes back with a warning, or with nothing.
    ///
    /// - Parameter next: whether to wait for one more, after so many.
    private func endWaiting(
        _ call: String, on server: PostgresServer, next: @escaping @Sendable (Int) throws -> Bool
    ) {
        // A thread of its own: the tests hold all others.
        Thread.detachNewThread {
            var count = 0
            for _ in 0..<6_000 {
                let ended = try? server.psql(
                    "postgres",
                    """
                    SELECT \(call)(pid) FROM pg_stat_activity \
                    WHERE wait_event = 'SyncRep' AND query LIKE 'COMMIT%'
                    """)
                guard let ended else { return }
                if !ended.isEmpty { count += 1 }
                guard ended.isEmpty || (try? next(count)) == true else { return }
                usleep(10_000)
            }
        }
    }

    @Test(arguments: ["pg_terminate_backend", "pg_cancel_backend"])
    func `counts once where it was made after all`(call: String) throws {
        let (server, team) = try unanswered()
        var vault = try team.unlocked()
        endWaiting(call, on: server) { _ in
            try standBy("", on: server)
            return false
        }
        try team.add("second", to: &vault)
        #expect(vault.epoch == 2)
        #expect(try team.database.psql("SELECT count(*) FROM osc_vault.manifest") == "2")
        #expect(try team.secret("second", in: team.unlocked()) == "second's secret")
    }

    @Test func `is claimed by nobody before a later one came back clean`() throws {
        let (server, team) = try unanswered()
        var vault = try team.unlocked()
        endWaiting("pg_cancel_backend", on: server) { $0 < 2 }
        #expect(throws: VaultError.team(.unclear)) { try team.add("second", to: &vault) }
        try standBy("", on: server)
        #expect(try team.unlocked().contents.keyCount == 2)
    }

    @Test func `is claimed by nobody for an event of a member's own either`() throws {
        let (server, team) = try unanswered()
        var vault = try team.unlocked()
        endWaiting("pg_cancel_backend", on: server) { $0 < 2 }
        #expect(throws: VaultError.team(.unclear)) {
            try vault.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "one"))
        }
        try standBy("", on: server)
        try vault.note(AuditEvent(at: SharedTeam.now, action: .executed, detail: "two"))
        #expect(try vault.memberTrail().entries.map(\.event?.detail) == ["one", "two"])
    }
}

@Suite("A server out of reach", .enabled(if: PostgresPrograms.exist))
struct TeamOfflineTests {
    @Test func `leaves the replica, which is read and not written`() throws {
        let server = try PostgresServer()
        let team = try SharedTeam(on: server)
        _ = try team.unlocked()
        kill(try #require(server.process), SIGQUIT)
        var vault = try team.unlocked(at: SharedTeam.now + 60)
        #expect(try team.secret("first", in: vault) == "first's secret")
        let offline = try #require(vault.team?.offline)
        #expect(offline.age == 60)
        #expect(throws: VaultError.self) { try team.add("second", to: &vault) }
        #expect(
            throws: VaultError.team(.staleReplica(seconds: 601, most: 600)),
            performing: { _ = try team.unlocked(at: SharedTeam.now + 601) })
        // Whoever asks for it gets it however old.
        _ = try team.unlocked(at: SharedTeam.now + 601, reach: .offline)
    }

    @Test func `is no reason for a machine that has no replica`() throws {
        let server = try PostgresServer()
        let team = try SharedTeam(on: server)
        kill(try #require(server.process), SIGQUIT)
        let error = #expect(throws: VaultError.self) { _ = try team.unlocked() }
        guard case .team(.unreachable) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
