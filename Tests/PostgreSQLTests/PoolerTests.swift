import PostgreSQL
import Testing
import VaultTestSupport

@Suite(.needsServer, .enabled(if: PostgresPooler.exists, "there is no pgbouncer here"))
struct `Through pgbouncer in transaction mode` {
    private let database: PostgresDatabase
    private let pooler: PostgresPooler

    init() throws {
        database = try freshDatabase()
        pooler = try PostgresPooler(before: database.server)
        try database.psql("CREATE TABLE t (n bigint PRIMARY KEY)")
    }

    private func connection() throws -> DatabaseConnection {
        try DatabaseConnection(to: address(database.url(through: pooler)))
    }

    @Test func `a transaction takes two round trips`() throws {
        let connection = try connection()
        let begin = [DatabaseStatement("BEGIN")] + DatabaseStatement.transactionSettings
        for number in Int64(0)..<50 {
            try connection.run(begin + [DatabaseStatement("SELECT max(n) FROM t")])
            try connection.commit(after: [
                DatabaseStatement("INSERT INTO t VALUES ($1)", [.integer(number)])
            ])
        }
        #expect(try database.psql("SELECT count(*) FROM t") == "50")
    }

    @Test func `several take turns on one connection of the server's, each with its own limits`()
        throws
    {
        let (one, other) = (try connection(), try connection())
        let shown = DatabaseStatement("SHOW statement_timeout")
        try one.run([DatabaseStatement("BEGIN")] + DatabaseStatement.transactionSettings)
        try one.commit()
        #expect(try other.run(shown).text(0, 0) == "0")
    }

    @Test func `a statement that fails gives the connection back`() throws {
        let (one, other) = (try connection(), try connection())
        #expect(throws: DatabaseError.missing) {
            try one.run([DatabaseStatement("BEGIN"), DatabaseStatement("SELECT * FROM none_such")])
        }
        #expect(try other.run(DatabaseStatement("SELECT 1")).count == 1)
        #expect(try one.run(DatabaseStatement("SELECT 1")).count == 1)
    }

    @Test func `rows come one by one`() throws {
        var count = 0
        try connection().stream(DatabaseStatement("SELECT generate_series(1, 10000)")) { _ in
            count += 1
            return true
        }
        #expect(count == 10_000)
    }

    @Test func `a server that ends during the transaction leaves its outcome unclear`() throws {
        let connection = try connection()
        try connection.run(DatabaseStatement("BEGIN"))
        try database.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database.name)' AND pid <> pg_backend_pid()"
        )
        #expect(throws: DatabaseError.unclear) {
            try connection.commit(after: [DatabaseStatement("INSERT INTO t VALUES (1)")])
        }
    }
}
