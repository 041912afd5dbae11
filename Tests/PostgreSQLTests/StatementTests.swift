import PostgreSQL
import Testing
import VaultTestSupport

@Suite(.needsServer) struct `A statement` {
    @Test func `gives back the bytes, numbers and texts that it was given`() throws {
        let connection = try freshConnection()
        let bytes: [UInt8] = [0, 255, 7, 0]
        let rows = try connection.run(
            DatabaseStatement(
                "SELECT $1::bytea, $2::bigint, $3::text, $4::bytea, $5::bytea",
                [.bytes(bytes), .integer(.min), .text("ä;'--"), .null, .bytes([])]))
        #expect(rows.count == 1)
        #expect(rows.bytes(0, 0) == bytes)
        #expect(rows.integer(0, 1) == .min)
        #expect(rows.text(0, 2) == "ä;'--")
        #expect(rows.bytes(0, 3) == nil)
        #expect(rows.bytes(0, 4) == [])
    }

    @Test func `gives numbers of every size, and none where the type is another`() throws {
        let rows = try freshConnection().run(
            DatabaseStatement(
                "SELECT (-2)::smallint, (-3)::integer, 4::bigint, true, 1.5::float8, 'x'::text"))
        #expect((0..<6).map { rows.integer(0, $0) } == [-2, -3, 4, 1, nil, nil])
        #expect(rows.text(0, 4) == nil)
        #expect(rows.integer(0, 9) == nil)
        #expect(rows.integer(1, 0) == nil)
    }

    @Test func `tells how many rows it changed`() throws {
        let connection = try freshConnection()
        try connection.run(DatabaseStatement("CREATE TABLE t (n bigint)"))
        let insert = try connection.run(
            DatabaseStatement("INSERT INTO t SELECT generate_series(1, 3)"))
        #expect(insert.affected == 3)
        #expect(insert.count == 0)
    }

    @Test func `shares a round trip with others, each with an answer of its own`() throws {
        let connection = try freshConnection()
        let answers = try connection.run(
            (0..<100).map {
                DatabaseStatement("SELECT generate_series(1, $1)", [.integer(Int64($0))])
            })
        #expect(answers.map(\.count) == Array(0..<100))
        #expect(answers[99].integer(98, 0) == 99)
    }

    @Test func `may be as large as the answer to one before it, both at once`() throws {
        let connection = try freshConnection()
        let large = [UInt8](repeating: 7, count: 8 << 20)
        let answers = try connection.run(
            (0..<3).map { _ in DatabaseStatement("SELECT $1::bytea", [.bytes(large)]) })
        #expect(answers.allSatisfy { $0.bytes(0, 0) == large })
    }
}

@Suite(.needsServer) struct `A statement that fails` {
    static let failures: [(String, DatabaseError)] = [
        ("INSERT INTO t VALUES (1)", .conflict(constraint: "t_pkey")),
        ("SELECT * FROM osc_vault.page", .missing),
        ("SELECT * FROM page", .missing),
        ("SELECT 1/0", .refused(state: "22012", message: "division by zero")),
    ]

    @Test(arguments: failures.map(\.0)) func `is told by what it means`(sql: String) throws {
        let connection = try freshConnection()
        try connection.run([
            DatabaseStatement("CREATE TABLE t (n bigint PRIMARY KEY)"),
            DatabaseStatement("INSERT INTO t VALUES (1)"),
        ])
        let expected = try #require(Self.failures.first { $0.0 == sql }).1
        #expect(throws: expected) { try connection.run(DatabaseStatement(generated: sql)) }
    }

    @Test(arguments: [
        ("42501", DatabaseError.denied), ("40001", .serialization), ("40P01", .serialization),
        ("55P03", .lockTimeout), ("57014", .timedOut), ("3F000", .missing),
        ("23505", .conflict(constraint: nil)), ("P0001", .refused(state: "P0001", message: "no")),
    ]) func `is told by its SQLSTATE`(state: String, error: DatabaseError) throws {
        let connection = try freshConnection()
        #expect(throws: error) {
            try connection.run(raise(state, "no"))
        }
    }

    @Test func `has those after it left out and the transaction rolled back`() throws {
        let connection = try freshConnection()
        try connection.run(DatabaseStatement("CREATE TABLE t (n bigint PRIMARY KEY)"))
        #expect(throws: DatabaseError.conflict(constraint: "t_pkey")) {
            try connection.run([
                DatabaseStatement("BEGIN"), DatabaseStatement("INSERT INTO t VALUES (1)"),
                DatabaseStatement("INSERT INTO t VALUES (1)"),
                DatabaseStatement("INSERT INTO t VALUES (2)"),
            ])
        }
        let state = try connection.run([
            DatabaseStatement("SELECT count(*) FROM t"),
            DatabaseStatement("SELECT pg_current_xact_id_if_assigned() IS NULL"),
        ])
        #expect(state[0].integer(0, 0) == 0)
        #expect(state[1].integer(0, 0) == 1)
    }

    @Test func `is told in one printable line, however the server says it`() throws {
        let connection = try freshConnection()
        let said = "a\u{1B}[2Jb\n\tc\u{202E}d" + String(repeating: "x", count: 1000)
        let error = #expect(throws: DatabaseError.self) {
            try connection.run(raise("P0001", said))
        }
        guard case .refused(_, let message) = error else { return }
        #expect(message.hasPrefix("a [2Jb c dxxx"))
        #expect(message.count == 241)
    }
}

/// A statement that makes the server fail with these words.
func raise(_ state: String, _ message: String) -> DatabaseStatement {
    DatabaseStatement(
        generated:
            "DO $do$ BEGIN RAISE EXCEPTION USING ERRCODE = '\(state)', MESSAGE = E'\(message)'; END $do$"
    )
}
