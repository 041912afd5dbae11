import CSQLite
import Glibc
import KernelText
import SystemPackage

/// One connection to the database, with the settings that a vault demands.
@safe struct Connection: ~Copyable {
    private let handle: OpaquePointer
    let path: FilePath
    /// The database, where it is a copy in memory.
    private let image: UnsafeMutableRawPointer?
    private let statements = StatementCache()

    /// Opens an existing file that has been checked.
    ///
    /// `path` is absolute and its directory is free of links: SQLite would read a path that begins
    /// with `file:` as a URI, and NOFOLLOW refuses a link anywhere in it.
    init(opening path: FilePath) throws(VaultError) {
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | Self.ownedByOne
        let status = unsafe sqlite3_open_v2(path.cString, &opened, flags, nil)
        guard let opened = unsafe opened else {
            throw .storage(operation: "open", path: path.text, reason: "memory is short")
        }
        guard status == SQLITE_OK else {
            let code = unsafe sqlite3_system_errno(opened)
            unsafe sqlite3_close_v2(opened)
            throw SQLiteCode(rawValue: status).vaultError(path: path.text, systemCode: code)
        }
        unsafe handle = opened
        self.path = path
        unsafe image = nil
    }

    /// Opens a copy of a file in memory. It is never written, and no file is opened for it.
    init(image bytes: [UInt8], of path: FilePath) throws(VaultError) {
        let failed = VaultError.storage(
            operation: "open", path: path.text, reason: "no memory for a copy of it")
        guard let copy = unsafe malloc(max(bytes.count, 1)) else { throw failed }
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe copy.copyMemory(from: base, byteCount: buffer.count)
        }
        // Where the header asks for a write-ahead log, SQLite would look for one beside the copy.
        for offset in 18...19 where offset < bytes.count && bytes[offset] == 2 {
            unsafe copy.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
        }
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE | Self.ownedByOne
        var status = unsafe sqlite3_open_v2(":memory:", &opened, flags, nil)
        if status == SQLITE_OK {
            let size = sqlite3_int64(bytes.count)
            status = unsafe sqlite3_deserialize(
                opened, "main", copy.assumingMemoryBound(to: UInt8.self), size, size,
                UInt32(SQLITE_DESERIALIZE_READONLY))
        }
        guard status == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            unsafe free(copy)
            throw failed
        }
        unsafe handle = opened
        self.path = path
        unsafe image = copy
    }

    /// A connection has one owner, so SQLite need not lock it at every call.
    private static let ownedByOne = SQLITE_OPEN_NOMUTEX

    deinit {
        statements.end()
        unsafe sqlite3_close_v2(handle)
        unsafe free(image)
    }

    /// Runs a statement that returns nothing of interest.
    func execute(_ sql: StaticString) throws(VaultError) {
        var statement = try prepare(sql)
        while try statement.step() {}
    }

    func prepare(_ sql: StaticString) throws(VaultError) -> Statement {
        if let idle = unsafe statements.take(sql) {
            return unsafe Statement(handle: idle, sql, path: path, from: statements)
        }
        var prepared: OpaquePointer?
        let status = unsafe sqlite3_prepare_v2(
            handle, UnsafeRawPointer(sql.utf8Start).assumingMemoryBound(to: CChar.self),
            Int32(sql.utf8CodeUnitCount), &prepared, nil)
        guard status == SQLITE_OK, let prepared = unsafe prepared else {
            // Our statements don't change: one that SQLite can't read meets a schema that is not ours.
            guard status != SQLITE_ERROR else {
                throw .damaged("its tables are not a vault's")
            }
            throw failure(status)
        }
        return unsafe Statement(handle: prepared, sql, path: path, from: statements)
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
        guard status == SQLITE_OK else { throw failure(status) }
        return moved != 0
    }

    func fileSize() throws(VaultError) -> Int {
        var size: sqlite3_int64 = 0
        let status = unsafe vault_sqlite3_file_size(handle, &size)
        guard status == SQLITE_OK else { throw failure(status) }
        return Int(size)
    }

    /// A part of the file as it stands on the disk; a snapshot keeps others from writing meanwhile.
    func fileBytes(at offset: Int, count: Int) throws(VaultError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let status = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe vault_sqlite3_read(
                handle, buffer.baseAddress, Int32(buffer.count), sqlite3_int64(offset))
        }
        guard status == SQLITE_OK else { throw failure(status) }
        return bytes
    }

    func configure(_ option: Int32, _ value: Bool) throws(VaultError) {
        let status = unsafe vault_sqlite3_db_config(handle, option, value ? 1 : 0)
        guard status == SQLITE_OK else { throw failure(status) }
    }

    func limit(_ category: Int32, to value: Int32) {
        unsafe _ = sqlite3_limit(handle, category, value)
    }

    func waitWhenBusy(milliseconds: Int32) throws(VaultError) {
        let status = unsafe sqlite3_busy_timeout(handle, milliseconds)
        guard status == SQLITE_OK else { throw failure(status) }
    }

    private func failure(_ status: Int32) -> VaultError {
        SQLiteCode(rawValue: status).vaultError(
            path: path.text, systemCode: unsafe sqlite3_system_errno(handle))
    }
}
