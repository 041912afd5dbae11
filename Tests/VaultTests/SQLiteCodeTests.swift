import CSQLite
import Glibc
import Testing

@testable import Vault

/// What SQLite says, as a caller gets it.
@Suite("A code of SQLite's")
struct SQLiteCodeTests {
    private func error(_ code: Int32, _ systemCode: Int32 = 0) -> VaultError {
        SQLiteCode(rawValue: code).vaultError(path: "/v", systemCode: systemCode)
    }

    @Test(
        arguments: [
            (SQLITE_BUSY, EAGAIN, .busy), (SQLITE_LOCKED, 0, .busy),
            (SQLITE_BUSY, ENOLCK, .locksUnsupported(path: "/v")),
            (SQLITE_BUSY, EOPNOTSUPP, .locksUnsupported(path: "/v")),
            (SQLITE_FULL, 0, .diskFull(path: "/v")), (778, ENOSPC, .diskFull(path: "/v")),
            (778, EROFS, .readOnly(path: "/v")), (SQLITE_READONLY, 0, .readOnly(path: "/v")),
            (1544, EACCES, .readOnly(path: "/v")),
            (SQLITE_CORRUPT, 0, .damaged("its pages don't hang together")),
            (SQLITE_NOTADB, 0, .damaged("the file is no database")),
            (778, EIO, .storage(operation: "write", path: "/v", reason: "Input/output error")),
            (266, EIO, .storage(operation: "read", path: "/v", reason: "Input/output error")),
            (1034, EIO, .storage(operation: "sync", path: "/v", reason: "Input/output error")),
            (3850, EIO, .storage(operation: "lock", path: "/v", reason: "Input/output error")),
            (3850, ENOLCK, .locksUnsupported(path: "/v")),
            (
                SQLITE_CANTOPEN, EACCES,
                .storage(operation: "open", path: "/v", reason: "Permission denied")
            ),
        ] as [(Int32, Int32, VaultError)])
    func `is what a caller can act on`(code: Int32, systemCode: Int32, expected: VaultError) {
        #expect(error(code, systemCode) == expected)
    }

    @Test func `is never told in SQLite's words`() {
        for code in Int32(1)...4000 where code & 0xFF <= 28 {
            let said = String(describing: error(code, EIO))
            #expect(!said.contains("SQLite") && !said.contains("statement"), "\(code): \(said)")
        }
    }
}
