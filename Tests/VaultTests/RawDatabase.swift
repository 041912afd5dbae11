import CSQLite

/// SQLite as an attacker has it: none of the vault's settings, any statement.
final class RawDatabase {
    struct Failure: Error { let message: String }

    private var handle: OpaquePointer?

    init(_ path: String) throws {
        let flags = SQLITE_OPEN_READWRITE
        guard sqlite3_open_v2(path, &handle, flags, nil) == SQLITE_OK else { throw failure() }
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs one statement, its parameters blobs, and gives the first column of every row.
    @discardableResult
    func run(_ sql: String, _ blobs: [UInt8]...) throws -> [[UInt8]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw failure()
        }
        defer { sqlite3_finalize(statement) }
        for (index, blob) in blobs.enumerated() {
            let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            sqlite3_bind_blob(statement, Int32(index + 1), blob, Int32(blob.count), copy)
        }
        var rows: [[UInt8]] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: rows.append(Self.blob(statement))
            case SQLITE_DONE: return rows
            default: throw failure()
            }
        }
    }

    private static func blob(_ statement: OpaquePointer?) -> [UInt8] {
        guard let base = sqlite3_column_blob(statement, 0) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, 0))
        return Array(UnsafeRawBufferPointer(start: base, count: count))
    }

    private func failure() -> Failure { Failure(message: String(cString: sqlite3_errmsg(handle))) }
}
