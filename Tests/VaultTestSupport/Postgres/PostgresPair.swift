import Foundation

/// A primary and a standby that follows it, under one address that leads to whichever can be written.
package final class PostgresPair: Sendable {
    package let primary: PostgresServer
    package let standby: PostgresServer

    /// - Parameter isSynchronous: whether the primary waits for the standby before it acknowledges anything.
    package init(isSynchronous: Bool) throws {
        primary = try PostgresServer()
        standby = try PostgresServer(following: primary)
        try wait { try primary.psql("postgres", "SELECT count(*) FROM pg_stat_replication") == "1" }
        guard isSynchronous else { return }
        try primary.psql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
        try primary.psql("postgres", "SELECT pg_reload_conf()")
        try wait {
            try primary.psql("postgres", "SELECT sync_state FROM pg_stat_replication") == "sync"
        }
    }

    package func newDatabase() throws -> PostgresDatabase {
        var database = try primary.newDatabase()
        database.follower = standby
        try awaitCatchUp()
        return database
    }

    /// Until the standby has all that the primary has.
    package func awaitCatchUp() throws {
        let position = try primary.psql("postgres", "SELECT pg_current_wal_lsn()")
        try wait {
            try standby.psql(
                "postgres", "SELECT pg_last_wal_replay_lsn() >= '\(position)'::pg_lsn") == "t"
        }
    }

    /// The standby hears no more of the primary, which goes on alone.
    package func cutOff() throws {
        try primary.refuseFollowers()
        try primary.psql(
            "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_replication")
        try wait { try primary.psql("postgres", "SELECT count(*) FROM pg_stat_replication") == "0" }
    }

    /// At once, without a word to anybody.
    package func killPrimary() {
        guard let process = primary.process else { return }
        kill(process, SIGKILL)
    }

    /// The standby takes over.
    package func promote() throws {
        try standby.psql("postgres", "SELECT pg_promote()")
        try wait { try standby.psql("postgres", "SELECT pg_is_in_recovery()") == "f" }
    }

    private func wait(until condition: () throws -> Bool) throws {
        for _ in 0..<6_000 {
            if (try? condition()) == true { return }
            usleep(10_000)
        }
        throw Child.Failure(what: "the servers do not get as far as they should")
    }
}
