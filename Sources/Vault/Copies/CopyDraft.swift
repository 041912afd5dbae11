import Glibc
import KernelText
import SystemPackage

/// A copy under a draft's name: whoever writes it holds a lock on it, so that others see when it is nobody's any more.
struct CopyDraft: ~Copyable {
    private static let prefix: CText = ".osc-vault-backup-"

    let path: FilePath
    private let descriptor: Int32

    init(in directory: FilePath) throws(VaultError) {
        path = directory.appending(Self.prefix.adding("\(RecordID.random())"))
        descriptor = unsafe open(
            path.cString, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable("create", path) }
        // Where there are no locks, nobody takes a draft away either.
        _ = flock(descriptor, LOCK_EX | LOCK_NB)
    }

    deinit {
        unsafe _ = unlink(path.cString)
        close(descriptor)
    }

    func write(_ bytes: [UInt8]) throws(VaultError) {
        try DurableFile.fill(descriptor, with: bytes, of: path)
    }

    /// Takes away the drafts of processes that were killed. What can't be taken away stays: it is in nobody's way.
    static func removeLeftovers(in directory: FilePath) {
        guard var names = DirectoryNames(directory.orHere) else { return }
        while let name = names.next() {
            guard let id = name.dropping(prefix), RecordID(hexadecimal: id.text) != nil else {
                continue
            }
            removeLeftover(directory.appending(name))
        }
    }

    private static func removeLeftover(_ path: FilePath) {
        let opened = unsafe open(path.cString, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard opened >= 0 else { return }
        defer { close(opened) }
        var facts = stat()
        guard unsafe fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
            facts.st_uid == geteuid(), flock(opened, LOCK_EX | LOCK_NB) == 0
        else { return }
        unsafe _ = unlink(path.cString)
    }
}
