import CPosix
import Glibc
import KernelText
import SystemPackage

/// Files whose content or name must survive a power cut.
enum DurableFile {
    /// Replaces a file at once and for good: temporary file, fsync, rename, fsync of the directory.
    static func replace(_ path: FilePath, with bytes: [UInt8]) throws(VaultError) {
        let temporary = path.adding(".\(getpid())-\(RecordID.random())")
        do throws(VaultError) {
            try create(temporary, with: bytes)
            try rename(temporary, to: path)
        } catch {
            unsafe unlink(temporary.cString)
            throw error
        }
    }

    /// Writes all bytes at an offset, also where the kernel takes some at a time.
    static func write(
        _ bytes: [UInt8], to descriptor: Int32, at offset: Int, of path: FilePath
    ) throws(VaultError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress.map { unsafe $0 + written },
                    bytes.count - written, off_t(offset + written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system("write", path) }
            written += count
        }
    }

    static func syncDirectory(_ path: FilePath) throws(VaultError) {
        let descriptor = unsafe open(path.orHere.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open the directory", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("sync the directory", path) }
    }

    /// Makes a new empty file that only we may read; something there is an error.
    static func createEmpty(_ path: FilePath) throws(VaultError) {
        try create(path, with: [])
    }

    /// Whether a file of that size can be made there; it does not stay.
    static func tryRoom(in directory: FilePath, count: Int) throws(VaultError) {
        let draft = directory.appending(".room-\(RecordID.random())")
        defer { unsafe _ = unlink(draft.cString) }
        do { try create(draft, with: [UInt8](repeating: 0, count: count)) } catch {
            // Nobody knows the draft's name.
            if case .diskFull = error { throw .diskFull(path: directory.text) }
            throw error
        }
    }

    /// The same with content, however much.
    static func create(_ path: FilePath, with bytes: [UInt8]) throws(VaultError) {
        let descriptor = unsafe open(
            path.cString, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable("create", path) }
        defer { close(descriptor) }
        try fill(descriptor, with: bytes, of: path)
    }

    /// A new file's content, on the disk when this returns.
    static func fill(
        _ descriptor: Int32, with bytes: [UInt8], of path: FilePath
    ) throws(VaultError) {
        try write(bytes, to: descriptor, at: 0, of: path)
        guard fsync(descriptor) == 0 else { throw .system("sync", path) }
    }

    /// So many times a small file may be replaced while somebody opens it.
    private static let mostReplacements = 20

    /// The content of a small private file; `nil` if there is none.
    ///
    /// Nothing in its place is waited for, nor read unless it is a file of ours that is closed to others.
    static func read(_ path: FilePath, limit: Int) throws(VaultError) -> [UInt8]? {
        for _ in 0..<mostReplacements {
            let descriptor = unsafe open(
                path.cString, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else {
                if errno == ENOENT { return nil }
                guard errno != ELOOP else {
                    throw .unsafeFile(path: path.text, reason: "it is a symbolic link")
                }
                throw .system("open", path)
            }
            defer { close(descriptor) }
            guard try FileChecks.isNamed(descriptor, at: path) else { continue }
            return try read(descriptor, limit: limit, of: path)
        }
        throw .busy
    }

    private static func read(
        _ descriptor: Int32, limit: Int, of path: FilePath
    ) throws(VaultError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        guard count >= 0 else { throw .system("read", path) }
        return Array(bytes.prefix(count))
    }

    /// The content of an open file from its beginning on, as far as it goes and no further than so many bytes.
    static func read(
        _ descriptor: Int32, most: Int, of path: FilePath
    ) throws(VaultError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: most)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + filled },
                    buffer.count - filled, off_t(filled))
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("read", path) }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    /// Gives a whole file its name for good, unless something has it already.
    ///
    /// A second name that the first is taken from is only for file systems that know nothing better: in between the file
    /// has two.
    static func publish(
        _ draft: FilePath, as path: FilePath, taken: VaultError
    ) throws(VaultError) {
        if unsafe vault_rename_new(draft.cString, path.cString) != 0 {
            guard errno != EEXIST else { throw taken }
            guard errno == EINVAL || errno == ENOSYS else {
                throw .system("put in its place", path)
            }
            guard unsafe link(draft.cString, path.cString) == 0 else {
                throw errno == EEXIST ? taken : .system("put in its place", path)
            }
            unsafe unlink(draft.cString)
        }
        try syncDirectory(path.parent)
    }

    /// Gives a whole file another one's name for good; what had it is gone.
    static func rename(_ path: FilePath, to other: FilePath) throws(VaultError) {
        guard unsafe Glibc.rename(path.cString, other.cString) == 0 else {
            throw .system("rename", path)
        }
        try syncDirectory(other.parent)
    }

    /// Swaps two names' files in one step; `false` if the file system can't.
    static func exchange(_ one: FilePath, _ other: FilePath) throws(VaultError) -> Bool {
        if unsafe vault_rename_exchange(one.cString, other.cString) == 0 { return true }
        guard errno == EINVAL || errno == ENOSYS else { throw .system("replace", other) }
        return false
    }

    /// Overwrites with zeros what is no longer needed.
    static func overwrite(_ path: FilePath, count: Int) throws(VaultError) {
        let descriptor = unsafe open(path.cString, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        let zeros = [UInt8](repeating: 0, count: count)
        let written = unsafe zeros.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        guard written == count, fdatasync(descriptor) == 0 else { throw .system("write", path) }
    }
}
