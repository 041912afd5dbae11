import CSQLite

/// An extended result code of SQLite, https://sqlite.org/rescode.html.
struct SQLiteCode: RawRepresentable, Hashable, Sendable {
    let rawValue: Int32

    static let ok = SQLiteCode(rawValue: SQLITE_OK)
    static let row = SQLiteCode(rawValue: SQLITE_ROW)
    static let done = SQLiteCode(rawValue: SQLITE_DONE)
    static let busy = SQLiteCode(rawValue: SQLITE_BUSY)
    static let locked = SQLiteCode(rawValue: SQLITE_LOCKED)
    static let full = SQLiteCode(rawValue: SQLITE_FULL)
    static let corrupt = SQLiteCode(rawValue: SQLITE_CORRUPT)
    static let notADatabase = SQLiteCode(rawValue: SQLITE_NOTADB)
    static let constraint = SQLiteCode(rawValue: SQLITE_CONSTRAINT)
    static let tooLarge = SQLiteCode(rawValue: SQLITE_TOOBIG)
    static let interrupted = SQLiteCode(rawValue: SQLITE_INTERRUPT)

    /// The code without what the extension adds.
    var primary: SQLiteCode { SQLiteCode(rawValue: rawValue & 0xFF) }

    /// What a caller can act on.
    func vaultError(operation: String, path: String, message: String) -> VaultError {
        switch primary {
        case .busy, .locked: .busy
        case .full: .diskFull(path: path)
        // What is there already, or is no blob: we write neither.
        case .corrupt, .notADatabase, .tooLarge, .constraint: .damaged("SQLite: \(message)")
        default:
            .storage(operation: operation, path: path, reason: "\(message) (SQLite \(rawValue))")
        }
    }
}
