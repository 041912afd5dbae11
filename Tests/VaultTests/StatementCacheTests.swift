import Testing

@testable import Vault

@Suite("A statement that is kept for the next time")
struct StatementCacheTests {
    private static let insert: StaticString = "INSERT INTO t VALUES (?1)"
    private static let select: StaticString = "SELECT a FROM t ORDER BY a"

    private let fixture: VaultFixture

    init() throws { fixture = try VaultFixture() }

    /// To the vault's file, which nobody reads as a vault here.
    private func connection() throws -> Connection {
        let connection = try Connection(opening: fixture.files.database)
        try connection.execute("CREATE TABLE t(a)")
        return connection
    }

    @Test func `begins anew, with nothing bound to it`() throws {
        let connection = try connection()
        do {
            var statement = try connection.prepare(Self.insert)
            try statement.bind(1, 7)
            _ = try statement.step()
        }
        // Nothing is bound, so it is NULL, which reads as 0.
        _ = try connection.prepare(Self.insert).stepped()
        do {
            var rows = try connection.prepare(Self.select)
            #expect(try rows.step() && rows.integer(0) == 0)
        }
        // The one before had a row left.
        var rows = try connection.prepare(Self.select)
        #expect(try rows.step() && rows.integer(0) == 0)
        #expect(try rows.step() && rows.integer(0) == 7)
        #expect(try !rows.step())
    }

    @Test func `is not shared by two who read at once`() throws {
        let connection = try connection()
        try connection.execute("INSERT INTO t VALUES (1), (2)")
        _ = try connection.prepare(Self.select).stepped()
        var first = try connection.prepare(Self.select)
        var second = try connection.prepare(Self.select)
        #expect(try first.step() && second.step())
        #expect(try first.step() && first.integer(0) == 2 && second.integer(0) == 1)
    }

    @Test func `reads the tables as they are by then`() throws {
        let connection = try connection()
        #expect(try connection.integer("SELECT count(*) FROM t") == 0)
        try connection.execute("ALTER TABLE t ADD COLUMN b")
        try connection.execute("INSERT INTO t VALUES (1, 2)")
        #expect(try connection.integer("SELECT count(*) FROM t") == 1)
    }
}

extension Statement {
    fileprivate consuming func stepped() throws -> Bool {
        var statement = self
        return try statement.step()
    }
}
