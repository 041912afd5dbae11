import CPosix
import Glibc
import KernelText
import SystemPackage

/// The files beside the database that SQLite would take for a part of it, before anything of the vault is verified.
enum SideFiles {
    /// The journal is as private as the database, and one that our own SQLite may have written; a write-ahead log is
    /// never there.
    static func check(beside database: FilePath) throws(VaultError) {
        // A vault is in rollback mode, and SQLite takes any file of this name for a log all the same.
        let log = database.adding("-wal")
        guard try facts(of: log) == nil else { throw .foreignLog(path: log.text) }
        let journal = journal(of: database)
        guard let facts = try facts(of: journal) else { return }
        try FileChecks.check(facts, at: journal, kind: .file)
        // Without a write that was cut off, there is nothing in it.
        guard facts.st_size > 0 else { return }
        guard try !namesAnother(journal, count: facts.st_size) else {
            throw .foreignLog(path: journal.text)
        }
    }

    static func journal(of database: FilePath) -> FilePath {
        database.adding("-journal")
    }

    private static func facts(of path: FilePath) throws(VaultError) -> stat? {
        var facts = stat()
        guard unsafe lstat(path.cString, &facts) == 0 else {
            guard errno == ENOENT else { throw .system("look at", path) }
            return nil
        }
        return facts
    }

    /// How a journal of several databases at once ends: with the name of a file that SQLite removes when it has rolled
    /// back. A vault is one database.
    private static let superJournalEnd: [UInt8] = [
        0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7,
    ]

    private static func namesAnother(_ journal: FilePath, count: off_t) throws(VaultError) -> Bool {
        let descriptor = unsafe open(
            journal.cString, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", journal) }
        defer { close(descriptor) }
        try FileChecks.check(descriptor, at: journal)
        var end = [UInt8](repeating: 0, count: superJournalEnd.count)
        let read = unsafe end.withUnsafeMutableBytes { buffer in
            unsafe pread(
                descriptor, buffer.baseAddress, buffer.count, max(0, count - off_t(buffer.count)))
        }
        guard read >= 0 else { throw .system("read", journal) }
        return end == superJournalEnd
    }
}
