import Foundation
import PostgreSQL
import Testing
import VaultTestSupport

@Suite(.needsServer) struct `A commit` {
    private let database: PostgresDatabase
    private let connection: DatabaseConnection

    init() throws {
        database = try freshDatabase()
        try database.psql("CREATE TABLE t (n bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
        connection = try DatabaseConnection(to: address(database.url()))
    }

    private var stored: String { get throws { try database.psql("SELECT n FROM t ORDER BY n") } }

    private func begin() throws {
        try connection.run(
            [DatabaseStatement("BEGIN")] + DatabaseStatement.transactionSettings)
    }

    @Test func `that returns has stored what came before, and with, it`() throws {
        try begin()
        try connection.run(DatabaseStatement("INSERT INTO t VALUES (1)"))
        let answers = try connection.commit(
            after: [DatabaseStatement("INSERT INTO t VALUES (2) RETURNING n")])
        #expect(answers.map { $0.integer(0, 0) } == [2])
        #expect(try stored == "1\n2")
    }

    @Test func `that the server refuses is told as its reason, and nothing is stored`() throws {
        try begin()
        #expect(throws: DatabaseError.conflict(constraint: "t_pkey")) {
            try connection.commit(after: [
                DatabaseStatement("INSERT INTO t VALUES (1)"),
                DatabaseStatement("INSERT INTO t VALUES (1)"),
            ])
        }
        #expect(try stored == "")
        #expect(connection.isOpen)
    }

    @Test func `is left out after a statement that fails`() throws {
        try begin()
        #expect(throws: DatabaseError.refused(state: "22012", message: "division by zero")) {
            try connection.commit(after: [
                DatabaseStatement("INSERT INTO t VALUES (1)"), DatabaseStatement("SELECT 1/0"),
            ])
        }
        #expect(try stored == "")
    }

    @Test func `of a transaction that was rolled back on the way is not told as one`() throws {
        try begin()
        #expect(throws: DatabaseError.unclear) {
            try connection.commit(after: [
                DatabaseStatement("INSERT INTO t VALUES (1)"), DatabaseStatement("ROLLBACK"),
            ])
        }
        #expect(try stored == "")
    }

    @Test func `whose connection is ended is unclear`() throws {
        try begin()
        try database.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database.name)' AND pid <> pg_backend_pid()"
        )
        #expect(throws: DatabaseError.unclear) {
            try connection.commit(after: [DatabaseStatement("INSERT INTO t VALUES (1)")])
        }
        #expect(!connection.isOpen)
    }

    @Test func `that the server does not answer is unclear`() throws {
        var limits = DatabaseLimits()
        limits.silence = .milliseconds(200)
        let connection = try DatabaseConnection(to: address(database.url()), limits: limits)
        try connection.run(DatabaseStatement("BEGIN"))
        #expect(throws: DatabaseError.unclear) {
            try connection.commit(after: [DatabaseStatement("SELECT pg_sleep(600)")])
        }
    }

    @Test func `outside of a transaction is unclear, for the server warns`() throws {
        #expect(throws: DatabaseError.unclear) { try connection.commit() }
    }

    @Test func `on a connection that had ended before is told as lost`() throws {
        _ = try? connection.stream(DatabaseStatement("SELECT 1")) { _ in false }
        #expect(throws: DatabaseError.connectionLost) { try connection.commit() }
    }
}

@Suite(.needsServer) struct `A commit that waits for a standby which is not there` {
    private let server: PostgresServer
    private let database: PostgresDatabase
    private let connection: DatabaseConnection

    init() throws {
        server = try PostgresServer(settings: [
            "synchronous_standby_names = 'ghost'", "synchronous_commit = local",
        ])
        database = try server.newDatabase()
        try database.psql("CREATE TABLE t (n bigint)")
        connection = try DatabaseConnection(to: address(database.url()))
        try connection.run(
            [DatabaseStatement("BEGIN")] + DatabaseStatement.transactionSettings)
    }

    @Test(arguments: ["pg_cancel_backend", "pg_terminate_backend"])
    func `is unclear when the wait is given up, though it is stored`(verb: String) throws {
        let waiter = try psqlLoop(
            "PERFORM \(verb)(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        #expect(throws: DatabaseError.unclear) {
            try connection.commit(after: [DatabaseStatement("INSERT INTO t VALUES (1)")])
        }
        #expect(try waiter.finish().status == 0)
        #expect(try database.psql("SELECT n FROM t") == "1")
    }

    /// Does it again and again until it has found something.
    private func psqlLoop(_ statement: String) throws -> Child {
        let sql = """
            DO $do$ BEGIN FOR i IN 1..6000 LOOP
            \(statement); EXIT WHEN FOUND;
            PERFORM pg_sleep(0.01); PERFORM pg_stat_clear_snapshot();
            END LOOP; END $do$
            """
        return try Child(
            PostgresPrograms.path("psql"), ["-X", "-q", "-d", database.url(), "-c", sql],
            environment: ["PATH": "/usr/bin:/bin"])
    }
}
