import Glibc
import KernelText
import SecretMemory
import SystemPackage

/// A file that only its owner may read, made for one secret; what is there already is never touched.
struct NewPrivateFile {
    let path: FilePath
    /// What it is, in a sentence.
    private let kind: String
    /// What a user reads after the reason.
    private let consequence: String
    /// The kind of failure that a program reads.
    private let topic: String

    init(_ path: FilePath, kind: String, consequence: String, topic: String = "recovery") {
        (self.path, self.kind, self.consequence, self.topic) = (path, kind, consequence, topic)
    }

    /// Whether it could be made, before anything is asked.
    func checkPlace() throws {
        var facts = stat()
        if unsafe lstat(path.cString, &facts) == 0 { throw notWritten(EEXIST) }
        let folder = path.removingLastComponent()
        if unsafe access(folder.cString, W_OK | X_OK) != 0 { throw notWritten(errno) }
    }

    /// When this returns, the file and its name are on the disk.
    func write(_ secret: borrowing SecretBytes) throws {
        let descriptor = unsafe open(
            path.cString, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw notWritten(errno) }
        defer { close(descriptor) }
        guard secret.write(to: descriptor), fsync(descriptor) == 0, syncDirectory() else {
            remove()
            throw Failure(
                .storage, topic,
                "the \(kind) can't be written to \(path.text). \(consequence)")
        }
    }

    private func notWritten(_ code: Int32) -> Failure {
        if code == EEXIST {
            return Failure(
                .exists, topic,
                "\(path.text) is there already. It was not touched; choose another name. \(consequence)"
            )
        }
        return Failure(
            .storage, topic,
            "the \(kind) can't be written to \(path.text): "
                + "\(unsafe String(cString: strerror(code))). \(consequence)")
    }

    func remove() { unsafe _ = unlink(path.cString) }

    private func syncDirectory() -> Bool {
        let directory = path.removingLastComponent()
        let descriptor = unsafe open(
            directory.orHere.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }
}
