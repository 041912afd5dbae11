import CSQLite
import KernelText
import SystemPackage

/// A prepared statement; its connection has it back when its value ends. Only integers and blobs are bound, never text of a user.
@safe struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let sql: StaticString
    private let path: FilePath
    private let cache: StatementCache

    @unsafe init(
        handle: OpaquePointer, _ sql: StaticString, path: FilePath, from cache: StatementCache
    ) {
        unsafe self.handle = handle
        (self.sql, self.path, self.cache) = (sql, path, cache)
    }

    deinit { unsafe cache.keep(handle, sql) }

    /// Parameters count from 1.
    mutating func bind(_ index: Int32, _ value: Int64) throws(VaultError) {
        try check(unsafe sqlite3_bind_int64(handle, index, value))
    }

    mutating func bind(_ index: Int32, _ bytes: [UInt8]) throws(VaultError) {
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe vault_sqlite3_bind_blob(handle, index, buffer.baseAddress, Int32(buffer.count))
        }
        try check(status)
    }

    /// Goes to the next row; `false` when there is none.
    mutating func step() throws(VaultError) -> Bool {
        let code = SQLiteCode(rawValue: unsafe sqlite3_step(handle))
        switch code {
        case .row: return true
        case .done: return false
        default: throw failure(code)
        }
    }

    /// Makes the statement ready to run again with new parameters.
    mutating func reset() throws(VaultError) {
        try check(unsafe sqlite3_reset(handle))
    }

    /// Columns count from 0.
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    func blob(_ column: Int32) -> [UInt8] {
        guard let base = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: base, count: count))
    }

    func text(_ column: Int32) -> String? {
        guard let base = unsafe sqlite3_column_text(handle, column) else { return nil }
        return unsafe String(cString: base)
    }

    private func check(_ status: Int32) throws(VaultError) {
        guard status == SQLITE_OK else { throw failure(SQLiteCode(rawValue: status)) }
    }

    private func failure(_ code: SQLiteCode) -> VaultError {
        let systemCode = unsafe sqlite3_db_handle(handle).map { unsafe sqlite3_system_errno($0) }
        return code.vaultError(path: path.text, systemCode: systemCode ?? 0)
    }
}
