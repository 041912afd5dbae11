import Glibc
import KernelText
package import SystemPackage

/// A vault's file as it was at one moment, in memory: to be looked at, copied or taken apart, and never changed.
package struct VaultImage: Sendable {
    package let path: FilePath
    let bytes: [UInt8]

    package var isEmpty: Bool { bytes.isEmpty }

    /// A vault has a few megabytes; a file beyond this is no vault.
    private static let mostBytes = 1 << 30
    private static let chunk = 1 << 20

    /// The vault in its place, under SQLite's lock: what a command that was killed has left half-done is undone first.
    package init(of files: VaultFiles) throws(VaultError) {
        let path = try FileChecks.checkedPath(of: files.database)
        let connection = try Connection(opening: path)
        try connection.waitWhenBusy(milliseconds: 10_000)
        self.path = path
        bytes = try Self.lockedBytes(of: connection)
    }

    /// Any other file. Nothing of it counts before it is verified, so whose it is does not matter.
    package init(reading path: FilePath) throws(VaultError) {
        for suffix in ["-journal", "-wal"] {
            let beside = path.adding(suffix)
            var facts = stat()
            guard unsafe lstat(beside.cString, &facts) != 0 || facts.st_size == 0 else {
                throw .unfinishedCopy(path: path.text, beside: beside.text)
            }
        }
        let descriptor = unsafe open(path.cString, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? .noFile(path: path.text) : .system("open", path)
        }
        defer { close(descriptor) }
        self.path = path
        bytes = try Self.bytes(of: descriptor, path)
    }

    private static func bytes(
        of descriptor: Int32, _ path: FilePath
    ) throws(VaultError) -> [UInt8] {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .system("look at", path) }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw .unsafeFile(path: path.text, reason: "it is no regular file")
        }
        guard facts.st_size <= mostBytes else { throw tooLarge }
        return try DurableFile.read(descriptor, most: Int(facts.st_size), of: path)
    }

    private static func lockedBytes(
        of connection: borrowing Connection
    ) throws(VaultError) -> [UInt8] {
        do throws(VaultError) {
            return try connection.snapshot { () throws(VaultError) in
                // Only the first look takes the lock.
                _ = try connection.integer("SELECT count(*) FROM sqlite_schema")
                return try bytes(of: connection)
            }
        } catch .damaged {
            // If SQLite does not understand the file, no vault command is writing it.
            return try bytes(of: connection)
        }
    }

    private static func bytes(
        of connection: borrowing Connection
    ) throws(VaultError) -> [UInt8] {
        let size = try connection.fileSize()
        guard size <= mostBytes else { throw tooLarge }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        while bytes.count < size {
            bytes += try connection.fileBytes(
                at: bytes.count, count: min(chunk, size - bytes.count))
        }
        return bytes
    }

    private static let tooLarge = VaultError.damaged("the file is larger than any vault")
}
