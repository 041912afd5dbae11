import CPosix
import Glibc
import KernelText
import SystemPackage

/// A vault's rows in a SQLite file.
final class SQLiteStore: VaultStore {
    let connection: Connection
    private let path: FilePath
    private let schema: Schema
    /// Whether a transaction is open, so that further reads belong to it.
    private var isInTransaction = false

    /// Opens a file that passes every check that needs no key.
    init(opening files: VaultFiles, as schema: Schema = .vault) throws(VaultError) {
        let path = try FileChecks.checkedPath(of: files.database)
        let connection = try Connection(opening: path)
        try connection.applySettings(patienceSeconds: files.patienceSeconds)
        guard try !connection.hasMoved() else { throw .damaged("the file is being replaced") }
        try Self.check(connection, against: schema)
        self.connection = connection
        self.path = path
        self.schema = schema
    }

    /// Opens a copy in memory. Nothing of it is checked yet.
    init(
        image bytes: [UInt8], of path: FilePath, as schema: Schema = .vault
    ) throws(VaultError) {
        let connection = try Connection(image: bytes, of: path)
        try connection.applyReadingSettings()
        self.connection = connection
        self.path = path
        self.schema = schema
    }

    /// In one transaction, so that the file is locked once.
    private static func check(
        _ connection: borrowing Connection, against schema: Schema
    ) throws(VaultError) {
        try connection.execute("BEGIN")
        defer { connection.rollBack() }
        try schema.check(connection)
    }

    /// Format and tables, as they are looked at before any other file is used.
    func checkSchema() throws(VaultError) { try schema.check(connection) }

    let keepsOwnMark = false
    let author: EntryName? = nil
    let warnings: [VaultWarning] = []

    /// They wait in the spool.
    func note(_ event: AuditEvent, key: any VaultKey) throws(VaultError) -> Bool { false }

    func source(of files: VaultFiles) -> any StoreSource { files }

    /// Whether its file is not the one at its path any more, or that can't be told.
    var hasMoved: Bool { (try? connection.hasMoved()) ?? true }

    func snapshot<Result: ~Copyable>(
        _ body: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        guard !isInTransaction else { return try body() }
        isInTransaction = true
        defer { isInTransaction = false }
        return try connection.snapshot(body)
    }

    func begin() throws(VaultError) {
        try makeJournal()
        try connection.execute("BEGIN IMMEDIATE")
        isInTransaction = true
    }

    /// SQLite syncs the directory of a new journal, and does not tell when that fails. It never removes this one.
    private func makeJournal() throws(VaultError) {
        let journal = SideFiles.journal(of: path)
        var facts = stat()
        guard unsafe lstat(journal.cString, &facts) != 0 else { return }
        let made = unsafe open(journal.cString, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw .notWritable("open", journal) }
        close(made)
        try DurableFile.syncDirectory(path.parent)
    }

    func commit() throws(VaultError) {
        // With the settings of the connection this syncs all that it takes: the journal and its place in the directory
        // before the first page is written, then the pages, then the journal's end.
        try connection.execute("COMMIT")
        isInTransaction = false
    }

    func rollBack() {
        connection.rollBack()
        isInTransaction = false
    }

    func checkIntegrity() throws(VaultError) { try Schema.checkIntegrity(of: connection) }

    func write(_ changes: RowChanges) throws(VaultError) {
        try RowWriter.write(changes, to: connection)
    }

    func replaceAll(with changes: RowChanges) throws(VaultError) {
        try connection.execute("DELETE FROM audit")
        try connection.execute("DELETE FROM directory")
        try connection.execute("DELETE FROM node")
        try connection.execute("DELETE FROM page")
        try connection.execute("DELETE FROM secret")
        try RowWriter.write(changes, to: connection, whereEmpty: true)
    }
}

// MARK: - Reading

extension SQLiteStore {
    func manifest() throws(VaultError) -> ManifestRow? {
        var statement = try connection.prepare("SELECT body, tag FROM manifest")
        guard try statement.step() else { return nil }
        return ManifestRow(body: statement.blob(0), mac: statement.blob(1))
    }

    func slots(most: Int) throws(VaultError) -> [SlotRow] {
        var statement = try connection.prepare(
            "SELECT number, body FROM slot ORDER BY number LIMIT ?1")
        try statement.bind(1, Int64(most))
        var slots: [SlotRow] = []
        while try statement.step() {
            slots.append(SlotRow(number: statement.integer(0), body: statement.blob(1)))
        }
        return slots
    }

    func directory(of kind: PageKind) throws(VaultError) -> [UInt8]? {
        try blob("SELECT body FROM directory WHERE kind = ?1", Int64(kind.rawValue))
    }

    func node(at place: PagePlace) throws(VaultError) -> [UInt8]? {
        try blob("SELECT body FROM node WHERE place = ?1", place.row)
    }

    func page(at place: PagePlace) throws(VaultError) -> BoxRow? {
        var statement = try connection.prepare(
            "SELECT generation, body FROM page WHERE place = ?1")
        try statement.bind(1, place.row)
        return try Self.box(in: &statement)
    }

    func pages(
        of kind: PageKind, from first: Int, mostBytes: Int
    ) throws(VaultError) -> [NumberedPage] {
        var statement = try connection.prepare(
            """
            SELECT generation, body, place & 0xFFFFFFFF FROM page \
            WHERE place >= ?1 AND place < ?2 ORDER BY place
            """)
        try statement.bind(1, PagePlace(kind: kind, number: first).row)
        try statement.bind(2, (Int64(kind.rawValue) + 1) << 32)
        var (pages, bytes) = ([NumberedPage](), 0)
        while bytes < mostBytes, let row = try Self.box(in: &statement) {
            bytes += row.box.count
            guard pages.isEmpty || bytes <= mostBytes else { break }
            pages.append(NumberedPage(number: Int(statement.integer(2)), row: row))
        }
        return pages
    }

    func secret(of id: RecordID) throws(VaultError) -> BoxRow? {
        var statement = try connection.prepare("SELECT generation, body FROM secret WHERE id = ?1")
        try statement.bind(1, id.bytes)
        return try Self.box(in: &statement)
    }

    func secretCount() throws(VaultError) -> Int {
        Int(try connection.integer("SELECT count(*) FROM secret"))
    }

    func pageCount(of kind: PageKind) throws(VaultError) -> Int {
        var statement = try connection.prepare(
            "SELECT count(*) FROM page WHERE place >= ?1 AND place < ?2")
        try statement.bind(1, PagePlace(kind: kind, number: 0).row)
        try statement.bind(2, (Int64(kind.rawValue) + 1) << 32)
        return try statement.step() ? Int(clamping: statement.integer(0)) : 0
    }

    func secretIDs(_ body: (RecordID) throws(VaultError) -> Void) throws(VaultError) {
        var statement = try connection.prepare("SELECT id FROM secret")
        while try statement.step() {
            guard let id = RecordID(statement.blob(0)) else {
                throw .damaged("a secret's id has not 16 bytes")
            }
            try body(id)
        }
    }

    func lastEvent() throws(VaultError) -> UInt64 {
        UInt64(
            clamping: try connection.integer("SELECT coalesce(max(sequence), 0) FROM audit"))
    }

    func event(_ sequence: UInt64) throws(VaultError) -> [UInt8]? {
        try blob("SELECT body FROM audit WHERE sequence = ?1", Int64(bitPattern: sequence))
    }

    func events(
        from first: UInt64, _ body: (UInt64, [UInt8]) throws(VaultError) -> Bool
    ) throws(VaultError) {
        var statement = try connection.prepare(
            "SELECT sequence, body FROM audit WHERE sequence >= ?1 ORDER BY sequence")
        try statement.bind(1, Int64(bitPattern: first))
        while try statement.step() {
            let sequence = UInt64(bitPattern: statement.integer(0))
            guard try body(sequence, statement.blob(1)) else { return }
        }
    }

    /// The next row of a statement whose first columns are a generation and a box.
    private static func box(in statement: inout Statement) throws(VaultError) -> BoxRow? {
        guard try statement.step() else { return nil }
        return BoxRow(
            generation: UInt64(bitPattern: statement.integer(0)), box: statement.blob(1))
    }

    private func blob(_ sql: StaticString, _ number: Int64) throws(VaultError) -> [UInt8]? {
        var statement = try connection.prepare(sql)
        try statement.bind(1, number)
        return try statement.step() ? statement.blob(0) : nil
    }
}
