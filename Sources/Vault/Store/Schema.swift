/// The tables of a kind of file. Anything else in it, a trigger, a view, an index, is tampering.
struct Schema {
    static let format: Int64 = 1

    struct Table {
        let name: String
        let sql: StaticString
    }

    let applicationID: Int64
    /// The statements that give a new file its application id and its format.
    let marks: [StaticString]
    let tables: [Table]

    /// A private vault, format 1. Its application id is "OVLT", big-endian.
    static let vault = Schema(
        applicationID: 0x4F56_4C54,
        marks: ["PRAGMA application_id = 0x4F564C54", "PRAGMA user_version = 1"],
        tables: vaultTables)

    static let vaultTables = [
        Table(
            name: "audit",
            sql: "CREATE TABLE audit(sequence INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"),
        Table(
            name: "directory",
            sql: "CREATE TABLE directory(kind INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"),
        Table(
            name: "manifest",
            sql: """
                CREATE TABLE manifest(only INTEGER PRIMARY KEY CHECK (only = 1), \
                body BLOB NOT NULL, tag BLOB NOT NULL) STRICT
                """),
        Table(
            name: "node",
            sql: "CREATE TABLE node(place INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"),
        Table(
            name: "page",
            sql: """
                CREATE TABLE page(place INTEGER PRIMARY KEY, generation INTEGER NOT NULL, \
                body BLOB NOT NULL) STRICT
                """),
        Table(
            name: "secret",
            sql: """
                CREATE TABLE secret(id BLOB PRIMARY KEY NOT NULL, generation INTEGER NOT NULL, \
                body BLOB NOT NULL) STRICT, WITHOUT ROWID
                """),
        Table(
            name: "slot",
            sql: "CREATE TABLE slot(number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"),
    ]

    func create(in connection: borrowing Connection) throws(VaultError) {
        for mark in marks { try connection.execute(mark) }
        for table in tables { try connection.execute(table.sql) }
    }

    /// Refuses a file that is no vault, a newer one, a damaged one, or one with anything added.
    func check(_ connection: borrowing Connection) throws(VaultError) {
        guard try connection.integer("PRAGMA application_id") == applicationID else {
            throw .damaged(
                try connection.fileSize() == 0 ? "the file is empty" : "the file is no vault")
        }
        let found = try connection.integer("PRAGMA user_version")
        guard found <= Self.format else { throw .newerFormat(found: Int(found)) }
        guard found == Self.format else { throw .damaged("the format version is \(found)") }
        try checkTables(of: connection)
    }

    /// SQLite's own look at the whole file; its time grows with the file.
    static func checkIntegrity(of connection: borrowing Connection) throws(VaultError) {
        var statement = try connection.prepare("PRAGMA quick_check(1)")
        guard try statement.step(), let verdict = statement.text(0) else {
            throw .damaged("its pages can't be checked")
        }
        guard verdict == "ok" else { throw .damaged("its pages don't hang together") }
        let (pages, size) = (
            try connection.integer("PRAGMA page_count"), try connection.integer("PRAGMA page_size")
        )
        let (wanted, overflows) = pages.multipliedReportingOverflow(by: size)
        let found = try connection.fileSize()
        guard !overflows, Int64(found) == wanted else {
            throw .damaged("the file is longer or shorter than its pages")
        }
    }

    private func checkTables(of connection: borrowing Connection) throws(VaultError) {
        var statement = try connection.prepare("SELECT type, name, sql FROM sqlite_schema")
        let foreign = VaultError.damaged(
            "the tables are not a vault's: something was added, removed or changed")
        // Without an order: sorting seven rows takes SQLite longer than reading them.
        var missing = tables
        while try statement.step() {
            let (name, sql) = (statement.text(1), statement.text(2))
            guard statement.text(0) == "table",
                let place = missing.firstIndex(where: {
                    $0.name == name && $0.sql.description == sql
                })
            else { throw foreign }
            missing.remove(at: place)
        }
        guard missing.isEmpty else { throw foreign }
    }
}
