import CSQLite
import SystemPackage

/// One connection to the database, with the settings that a vault demands.
@safe struct Connection: ~Copyable {
    private let handle: OpaquePointer
    let path: FilePath

    /// Opens an existing file that has been checked.
    ///
    /// `path` is absolute and its directory is free of links: SQLite would read a path that begins
    /// with `file:` as a URI, and NOFOLLOW refuses a link anywhere in it.
    init(opening path: FilePath) throws(VaultError) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        let status = unsafe sqlite3_open_v2(path.string, &opened, flags, nil)
        guard let opened = unsafe opened else {
            throw .storage(operation: "open", path: path.string, reason: "no memory for SQLite")
        }
        guard status == SQLITE_OK else {
            let message = unsafe String(cString: sqlite3_errmsg(opened))
            unsafe sqlite3_close_v2(opened)
            throw SQLiteCode(rawValue: status)
                .vaultError(operation: "open", path: path.string, message: message)
        }
        unsafe handle = opened
        self.path = path
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs a statement that returns nothing of interest.
    func execute(_ sql: StaticString) throws(VaultError) {
        var statement = try prepare(sql)
        while try statement.step() {}
    }

    func prepare(_ sql: StaticString) throws(VaultError) -> Statement {
        var prepared: OpaquePointer?
        let status = unsafe sqlite3_prepare_v2(
            handle, UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self),
            Int32(sql.utf8CodeUnitCount), &prepared, nil)
        guard status == SQLITE_OK, let prepared = unsafe prepared else {
            // Our statements don't change: one that SQLite can't read meets a schema that is not ours.
            guard status != SQLITE_ERROR else {
                throw .damaged("SQLite: \(unsafe String(cString: sqlite3_errmsg(handle)))")
            }
            throw failure(status, in: "prepare a statement")
        }
        return unsafe Statement(handle: prepared, path: path)
    }

    /// The first column of the first row.
    func integer(_ sql: StaticString) throws(VaultError) -> Int64 {
        var statement = try prepare(sql)
        guard try statement.step() else { return 0 }
        return statement.integer(0)
    }

    /// How many rows the last INSERT, UPDATE or DELETE has changed.
    var changedRows: Int { Int(unsafe sqlite3_changes(handle)) }

    /// Whether the file has been replaced under the connection.
    func hasMoved() throws(VaultError) -> Bool {
        var moved: Int32 = 0
        let status = unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
        guard status == SQLITE_OK else { throw failure(status, in: "look at the file") }
        return moved != 0
    }

    func configure(_ option: Int32, _ value: Bool) throws(VaultError) {
        let status = unsafe vault_sqlite3_db_config(handle, option, value ? 1 : 0)
        guard status == SQLITE_OK else { throw failure(status, in: "configure the connection") }
    }

    func limit(_ category: Int32, to value: Int32) {
        unsafe _ = sqlite3_limit(handle, category, value)
    }

    func waitWhenBusy(milliseconds: Int32) throws(VaultError) {
        let status = unsafe sqlite3_busy_timeout(handle, milliseconds)
        guard status == SQLITE_OK else { throw failure(status, in: "set the waiting time") }
    }

    private func failure(_ status: Int32, in operation: String) -> VaultError {
        let message = unsafe String(cString: sqlite3_errmsg(handle))
        return SQLiteCode(rawValue: status)
            .vaultError(operation: operation, path: path.string, message: message)
    }
}
