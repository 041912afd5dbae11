import CPosix
import Glibc
import KernelText
import SystemPackage

/// The spool's file, locked while an event is written into it, or brought from it into the database.
///
/// `flock`, so that the kernel releases it however the process ends. Whoever has begun a change of the database may
/// wait for it; whoever has it never waits to change the database.
struct SpoolFile: ~Copyable {
    private let descriptor: Int32
    private let files: VaultFiles
    let content: SpoolContent

    private var path: FilePath { files.spool }

    /// Opens it, or makes it, waits for the lock, and reads it.
    init(locking files: VaultFiles) throws(VaultError) {
        let opened = try Self.openLocked(files, O_RDWR | O_CREAT, LOCK_EX)
        let found: SpoolContent
        do throws(VaultError) { found = try Self.read(opened, files.spool) } catch {
            close(opened)
            throw error
        }
        descriptor = opened
        content = found
        self.files = files
    }

    deinit { close(descriptor) }

    /// What stands in it at one moment, for a reader that writes nothing.
    static func content(in files: VaultFiles) throws(VaultError) -> SpoolContent {
        let path = files.spool
        var facts = stat()
        guard unsafe lstat(path.cString, &facts) == 0 || errno != ENOENT else { return .empty }
        let descriptor = try openLocked(files, O_RDONLY, LOCK_SH)
        defer { close(descriptor) }
        return try read(descriptor, path)
    }

    /// Adds a record behind the others, and waits until it is on the disk.
    borrowing func append(_ record: [UInt8], to chain: SpoolChain) throws(VaultError) {
        do throws(VaultError) {
            try prepare()
            // Without records the header may be an earlier log's.
            if content.records.isEmpty {
                try write(chain.base.bytes + record, at: 0)
            } else {
                try write(record, at: content.wholeCount)
            }
            guard fdatasync(descriptor) == 0 else { throw VaultError.system("sync", path) }
        } catch {
            // What is half there would be left out by the next reader, too.
            _ = ftruncate(descriptor, off_t(content.wholeCount))
            throw error
        }
    }

    /// Empties it once its events are in the database, durably.
    ///
    /// If that fails, nothing is lost: the next reader of the spool finds its events in the database.
    borrowing func empty(for base: SpoolBase) {
        // Without a header the file's name may not be on the disk; whoever writes the first record sees to both.
        guard content.byteCount > SpoolBase.byteCount else { return }
        guard ftruncate(descriptor, 0) == 0, fdatasync(descriptor) == 0 else { return }
        do { try write(base.bytes, at: 0) } catch { _ = ftruncate(descriptor, 0) }
    }

    /// Whether no event waits, and that is on the disk.
    borrowing func isEmpty() throws(VaultError) -> Bool {
        guard content.chain == nil else { return false }
        guard fdatasync(descriptor) == 0 else { throw .system("sync", path) }
        return true
    }

    /// A header says that the file's name, and its last emptying, are on the disk. Without one they may not be, and
    /// then a record's own sync would not do.
    private borrowing func prepare() throws(VaultError) {
        let whole = content.wholeCount
        let hasHeader = whole >= SpoolBase.byteCount
        if whole != content.byteCount || !hasHeader {
            guard ftruncate(descriptor, hasHeader ? off_t(whole) : 0) == 0 else {
                throw .system("cut", path)
            }
        }
        guard !hasHeader else { return }
        guard fdatasync(descriptor) == 0 else { throw .system("sync", path) }
        try DurableFile.syncDirectory(files.directory)
    }
}

// MARK: - System calls

extension SpoolFile {
    private static func open(_ path: FilePath, _ flags: Int32) throws(VaultError) -> Int32 {
        let opened = unsafe Glibc.open(
            path.cString, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            guard errno != ELOOP else {
                throw .unsafeFile(path: path.text, reason: "it is a symbolic link")
            }
            throw flags & O_RDWR != 0 ? .notWritable("open", path) : .system("open", path)
        }
        do throws(VaultError) { try FileChecks.check(opened, at: path) } catch {
            close(opened)
            throw error
        }
        return opened
    }

    /// So many times another file may take the spool's place while somebody waits for its lock.
    private static let mostMoves = 20

    /// The file that has the spool's name once it is locked: somebody may have moved it away meanwhile, and an event in
    /// that one would be lost.
    private static func openLocked(
        _ files: VaultFiles, _ flags: Int32, _ kind: Int32
    ) throws(VaultError) -> Int32 {
        let path = files.spool
        for _ in 0..<mostMoves {
            let opened = try open(path, flags)
            do throws(VaultError) { try lock(opened, kind, files) } catch {
                close(opened)
                throw error
            }
            if isInPlace(opened, path) { return opened }
            close(opened)
        }
        throw .busy
    }

    private static func isInPlace(_ descriptor: Int32, _ path: FilePath) -> Bool {
        var (own, named) = (stat(), stat())
        return unsafe fstat(descriptor, &own) == 0 && lstat(path.cString, &named) == 0
            && own.st_dev == named.st_dev && own.st_ino == named.st_ino
    }

    /// Waits as long as for any other lock: others hold it for as long as a write takes.
    private static func lock(
        _ descriptor: Int32, _ kind: Int32, _ files: VaultFiles
    ) throws(VaultError) {
        var remaining = files.patienceSeconds * 1_000
        while flock(descriptor, kind | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .system("lock", files.spool) }
            guard remaining > 0 else { throw .busy }
            remaining -= 1
            usleep(1_000)
        }
    }

    private static func read(
        _ descriptor: Int32, _ path: FilePath
    ) throws(VaultError) -> SpoolContent {
        let most = SpoolContent.mostBytes(records: SpoolChain.most + 1)
        return try SpoolContent(DurableFile.read(descriptor, most: most, of: path))
    }

    private borrowing func write(_ bytes: [UInt8], at offset: Int) throws(VaultError) {
        try DurableFile.write(bytes, to: descriptor, at: offset, of: path)
    }
}
