import PostgreSQL
import Testing
import VaultTestSupport

@Suite(.needsServer) struct `An answer` {
    @Test func `that is too large ends the connection`() throws {
        var limits = DatabaseLimits()
        limits.bufferedBytes = 1 << 20
        let connection = try freshConnection(limits)
        #expect(throws: DatabaseError.answerTooLarge) {
            try connection.run(
                DatabaseStatement("SELECT repeat('x', 1000) FROM generate_series(1, 100000)"))
        }
        #expect(!connection.isOpen)
    }

    @Test func `may be as large as the limit, over several statements`() throws {
        var limits = DatabaseLimits()
        limits.bufferedBytes = 2000
        let connection = try freshConnection(limits)
        let statement = DatabaseStatement("SELECT repeat('x', 1000)")
        #expect(try connection.run([statement, statement]).count == 2)
        #expect(throws: DatabaseError.answerTooLarge) {
            try connection.run([statement, statement, statement])
        }
    }

    @Test func `of one row is given up before all of it has come`() throws {
        // A gibibyte is announced.
        let socket = try FakeSocket(
            ServerMessage.authenticationOK + ServerMessage.ready,
            ServerMessage.beginningOfRows + ServerMessage.beginningOfRow(count: 1 << 30),
            goesOn: true)
        var limits = DatabaseLimits()
        limits.bufferedBytes = 1000
        let connection = try DatabaseConnection(to: address(socket.url), limits: limits)
        #expect(throws: DatabaseError.answerTooLarge) {
            try connection.run(DatabaseStatement("SELECT x FROM t"))
        }
    }

    @Test func `that does not come in time ends the connection`() throws {
        var limits = DatabaseLimits()
        limits.silence = .milliseconds(200)
        let connection = try freshConnection(limits)
        #expect(throws: DatabaseError.timedOut) {
            try connection.run(DatabaseStatement("SELECT pg_sleep(600)"))
        }
        #expect(throws: DatabaseError.connectionLost) {
            try connection.run(DatabaseStatement("SELECT 1"))
        }
    }

    @Test func `may take longer than the limit as long as rows come`() throws {
        var limits = DatabaseLimits()
        limits.silence = .seconds(1)
        let connection = try freshConnection(limits)
        // Rows of 8 KiB leave the server at once.
        let rows = try connection.run(
            DatabaseStatement(
                "SELECT repeat('x', 8192) FROM generate_series(1, 8), LATERAL (SELECT pg_sleep(0.2)) s"
            ))
        #expect(rows.count == 8)
    }
}

@Suite(.needsServer) struct `A stream` {
    @Test func `gives every row in turn`() throws {
        let connection = try freshConnection()
        var (count, sum) = (0, Int64(0))
        try connection.stream(DatabaseStatement("SELECT generate_series(1, 100000)::bigint")) {
            row in
            count += row.count
            sum += row.integer(0, 0) ?? 0
            return true
        }
        #expect(count == 100_000)
        #expect(sum == 5_000_050_000)
        #expect(connection.isOpen)
    }

    @Test func `can be longer than what a whole answer may be`() throws {
        var limits = DatabaseLimits()
        limits.bufferedBytes = 1 << 20
        let connection = try freshConnection(limits)
        var count = 0
        try connection.stream(
            DatabaseStatement("SELECT repeat('x', 10000) FROM generate_series(1, 3000)")
        ) { _ in
            count += 1
            return true
        }
        #expect(count == 3000)
    }

    @Test func `whose row is too large ends the connection`() throws {
        let connection = try freshConnection()
        #expect(throws: DatabaseError.answerTooLarge) {
            try connection.stream(DatabaseStatement("SELECT repeat('x', 2097153)")) { _ in true }
        }
        #expect(!connection.isOpen)
    }

    @Test func `that is stopped ends the connection, and that is no error`() throws {
        let connection = try freshConnection()
        var count = 0
        try connection.stream(DatabaseStatement("SELECT generate_series(1, 100000)")) { _ in
            count += 1
            return count < 3
        }
        #expect(count == 3)
        #expect(!connection.isOpen)
    }

    @Test func `throws what its reader throws, and what the server says at its end`() throws {
        #expect(throws: DatabaseError.denied) {
            try freshConnection().stream(DatabaseStatement("SELECT 1")) {
                _ throws(DatabaseError) in throw .denied
            }
        }
        #expect(throws: DatabaseError.refused(state: "22012", message: "division by zero")) {
            try freshConnection().stream(
                DatabaseStatement("SELECT 1/(3-n) FROM generate_series(1, 5) n")
            ) { _ in true }
        }
    }

    @Test func `has the connection for itself`() throws {
        let connection = try freshConnection()
        #expect(throws: DatabaseError.connectionLost) {
            try connection.stream(DatabaseStatement("SELECT 1")) { _ throws(DatabaseError) in
                try connection.run(DatabaseStatement("SELECT 1")).count == 1
            }
        }
    }
}

@Suite(.needsServer) struct `A transaction` {
    @Test func `has limits of its own, and leaves none in the session`() throws {
        let connection = try freshConnection()
        let names = [
            "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout",
            "synchronous_commit",
        ]
        let shown = names.map { DatabaseStatement(generated: "SHOW \($0)") }
        try connection.run(DatabaseStatement("SET synchronous_commit = off"))
        try connection.run([DatabaseStatement("BEGIN")] + DatabaseStatement.transactionSettings)
        let inside = try connection.run(shown).map { $0.text(0, 0) }
        try connection.commit()
        let outside = try connection.run(shown).map { $0.text(0, 0) }
        #expect(inside == ["10s", "5s", "1min", "on"])
        #expect(outside == ["0", "0", "0", "off"])
    }

    @Test(arguments: [
        ("SET LOCAL statement_timeout = 1", "SELECT pg_sleep(600)", DatabaseError.timedOut),
        ("SET LOCAL lock_timeout = 1", "LOCK TABLE t", .lockTimeout),
        ("SET LOCAL lock_timeout = 1", "SELECT pg_advisory_xact_lock(1)", .lockTimeout),
    ]) func `that waits too long is told as that by the server`(
        limit: String, sql: String, error: DatabaseError
    ) throws {
        let database = try freshDatabase()
        try database.psql("CREATE TABLE t ()")
        let holder = try DatabaseConnection(to: address(database.url()))
        try holder.run([
            DatabaseStatement("BEGIN"), DatabaseStatement("LOCK TABLE t"),
            DatabaseStatement("SELECT pg_advisory_xact_lock(1)"),
        ])
        let connection = try DatabaseConnection(to: address(database.url()))
        #expect(throws: error) {
            try connection.run([
                DatabaseStatement("BEGIN"), DatabaseStatement(generated: limit),
                DatabaseStatement(generated: sql),
            ])
        }
        #expect(connection.isOpen)
    }

    @Test func `that is given up leaves nothing`() throws {
        let database = try freshDatabase()
        try database.psql("CREATE TABLE t ()")
        let connection = try DatabaseConnection(to: address(database.url()))
        try connection.run([
            DatabaseStatement("BEGIN"), DatabaseStatement("INSERT INTO t DEFAULT VALUES"),
        ])
        connection.rollback()
        try connection.run([DatabaseStatement("BEGIN")])
        try connection.commit()
        #expect(try database.psql("SELECT count(*) FROM t") == "0")
    }
}
