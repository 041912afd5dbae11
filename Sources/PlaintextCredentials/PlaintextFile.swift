import Glibc
import KernelText
package import SecretMemory
package import SystemPackage

/// A file that holds credentials in plain text. Its content stays in guarded memory.
package final class PlaintextFile {
    /// The most bytes that are read: a configuration has some hundred, a Terraform state may have megabytes.
    package static let longest = 8 << 20

    /// The file itself, behind all links.
    package let path: FilePath
    let content: SecretBytes
    /// What the file was when it was read; `nil` for the environment.
    let facts: FileFacts?
    /// The structure of its JSON, once somebody has asked for it.
    var readOutline: JSONOutline?

    /// - Throws: ``PlaintextFileError``, and `.missing` where there is no such file.
    package init(reading path: FilePath) throws(PlaintextFileError) {
        guard let real = path.real else {
            let code = errno
            // A pipe such as <(…) has no path of its own.
            var facts = stat()
            guard unsafe stat(path.cString, &facts) != 0 else { throw .notAFile(path) }
            errno = code
            throw errno == ENOENT || errno == ENOTDIR
                ? .missing(path) : .system("read", path, errno)
        }
        self.path = real
        let descriptor = unsafe open(self.path.cString, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("read", path, errno) }
        defer { close(descriptor) }
        let facts = try FileFacts(of: descriptor, path)
        self.facts = facts
        content = try Self.read(descriptor, facts.size, path)
    }

    init(environment content: consuming SecretBytes) {
        path = FilePath(Self.environmentName)
        facts = nil
        self.content = content
    }

    /// Whether it stands for this process's variables, which nobody can take out of where they come from.
    package var isEnvironment: Bool { facts == nil }

    private static func read(
        _ descriptor: Int32, _ size: Int, _ path: FilePath
    ) throws(PlaintextFileError) -> SecretBytes {
        guard size <= longest else { throw .tooLarge(path) }
        let content = try SecretBytes(capacity: size + 1) { output throws(PlaintextFileError) in
            while output.freeCapacity > 0 {
                let room = output.freeCapacity
                let count = unsafe output.withUnsafeMutableBytes { buffer, initialized in
                    guard let base = buffer.baseAddress else { return 0 }
                    let count = unsafe Glibc.read(descriptor, base + initialized, room)
                    initialized += max(0, count)
                    return count
                }
                guard count >= 0 || errno == EINTR else { throw .system("read", path, errno) }
                if count == 0 { return }
            }
        }
        guard content.count == size else { throw .changed(path) }
        return content
    }

    /// Lends the content for the duration of `body`.
    func bytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try content.withBytes { raw throws(Failure) in
            try unsafe raw.withUnsafeBytes { buffer throws(Failure) in
                try body(unsafe buffer.bindMemory(to: UInt8.self).span)
            }
        }
    }

    /// Text that is no secret.
    func text(_ place: TextPlace) -> String {
        bytes { bytes in
            String(decoding: (try? place.unescaped(in: bytes)) ?? [], as: UTF8.self)
        }
    }

    /// A key's secret, straight into guarded memory of its own.
    package func secret(of key: PlaintextKey) throws(PlaintextFileError) -> SecretBytes {
        do throws(UnreadableText) {
            return try bytes { bytes throws(UnreadableText) in try key.secret.secret(in: bytes) }
        } catch { throw .unreadable(path, "a secret key is no text") }
    }
}

/// Why a file's credentials can't be read or taken out.
package enum PlaintextFileError: Error, Hashable, Sendable {
    case missing(FilePath)
    case notAFile(FilePath)
    case tooLarge(FilePath)
    /// Somebody has written it since it was read.
    case changed(FilePath)
    case unreadable(FilePath, String)
    /// A secret stands in the file once more, where it is not known for one: taking out half would say too much.
    case standsElsewhere(FilePath, String)
    /// The file has another name, which would keep what is taken out.
    case linked(FilePath)
    case system(String, FilePath, Int32)
    /// Nothing could be written beside the file, so the secrets still stand in it.
    case notReplaced(FilePath, Int32)
    /// The environment can't be changed from within a process that it was given to.
    case environment
}

/// Whose file it is, who may read it, and which state of it was read.
struct FileFacts: Hashable {
    let device: UInt
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let mode: mode_t
    let owner: uid_t
    let group: gid_t
    let names: UInt

    init(of descriptor: Int32, _ path: FilePath) throws(PlaintextFileError) {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw .system("read", path, errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
        self.init(facts)
    }

    /// `nil` if there is none by now.
    init?(of path: FilePath) {
        var facts = stat()
        guard unsafe lstat(path.cString, &facts) == 0 else { return nil }
        self.init(facts)
    }

    private init(_ facts: stat) {
        (device, inode, size) = (UInt(facts.st_dev), UInt(facts.st_ino), Int(facts.st_size))
        (seconds, nanoseconds) = (facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec)
        (mode, owner, group) = (facts.st_mode & 0o7777, facts.st_uid, facts.st_gid)
        names = UInt(facts.st_nlink)
    }
}
