import CSQLite
import Glibc

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
    static let readOnly = SQLiteCode(rawValue: SQLITE_READONLY)
    static let cannotOpen = SQLiteCode(rawValue: SQLITE_CANTOPEN)
    static let ioError = SQLiteCode(rawValue: SQLITE_IOERR)
    static let noMemory = SQLiteCode(rawValue: SQLITE_NOMEM)
    static let notADatabase = SQLiteCode(rawValue: SQLITE_NOTADB)
    static let constraint = SQLiteCode(rawValue: SQLITE_CONSTRAINT)
    static let tooLarge = SQLiteCode(rawValue: SQLITE_TOOBIG)
    static let interrupted = SQLiteCode(rawValue: SQLITE_INTERRUPT)

    /// The code without what the extension adds.
    var primary: SQLiteCode { SQLiteCode(rawValue: rawValue & 0xFF) }

    /// What a caller can act on, in no words of SQLite's own.
    ///
    /// - Parameter systemCode: the operating system's, if it was that which refused.
    func vaultError(path: String, systemCode: Int32) -> VaultError {
        switch primary {
        case .busy, .locked:
            Self.missingLocks.contains(systemCode) ? .locksUnsupported(path: path) : .busy
        case .full: .diskFull(path: path)
        case .corrupt: .damaged("its pages don't hang together")
        case .notADatabase: .damaged("the file is no database")
        case .tooLarge: .damaged("a row is larger than any of a vault's")
        // What is there already, or is no blob: we write neither.
        case .constraint: .damaged("a row stands where none can be")
        case .readOnly: .readOnly(path: path)
        case .cannotOpen: .system("open", path, code: systemCode)
        case .ioError: .system(failedCall, path, code: systemCode)
        case .noMemory: .storage(operation: "read", path: path, reason: "memory is short")
        default:
            .storage(
                operation: "work with", path: path,
                reason: "the database library gives up, with its code \(rawValue)")
        }
    }

    /// What SQLite takes for a lock of somebody else's: the file system knows no locks, or has none left.
    private static let missingLocks: Set<Int32> = [ENOLCK, ENOSYS, EOPNOTSUPP]

    /// What the operating system was asked for when it failed.
    private var failedCall: String {
        // The second byte, from SQLITE_IOERR_READ on.
        switch rawValue >> 8 {
        case 1, 2: "read"
        case 3, 6: "write"
        case 4, 5: "sync"
        case 8, 9, 15: "lock"
        default: "work with"
        }
    }
}
