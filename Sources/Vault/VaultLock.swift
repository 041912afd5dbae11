import Glibc
import KernelText
import SystemPackage

/// Held by a command that changes keys, from before its first request to its end.
///
/// `flock` on a file of its own: the kernel releases it when the process ends, however it ends.
package struct VaultLock: ~Copyable {
    private let descriptor: Int32
    private let path: FilePath
    private let seconds: Int

    /// Waits up to `seconds` for the lock, and calls `onWait` once if somebody else holds it.
    package init(
        acquiring files: VaultFiles, waiting seconds: Int, onWait: () -> Void = {}
    ) throws(VaultError) {
        let path = files.lock
        let opened = unsafe open(path.cString, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            guard errno != ELOOP else {
                throw .unsafeFile(path: path.text, reason: "it is a symbolic link")
            }
            throw .notWritable("open the lock", path)
        }
        do throws(VaultError) {
            try FileChecks.check(opened, at: path)
            try Self.acquire(opened, at: path, waiting: seconds, onWait: onWait)
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
        self.path = path
        self.seconds = seconds
    }

    /// Lets others have the lock while a person is asked, then waits for it again. Whatever was read before must be
    /// read anew.
    package borrowing func released<Answer>(while ask: () throws -> Answer) throws -> Answer {
        guard flock(descriptor, LOCK_UN) == 0 else { throw VaultError.system("unlock", path) }
        let answer = try ask()
        try Self.acquire(descriptor, at: path, waiting: seconds) {}
        return answer
    }

    private static func acquire(
        _ descriptor: Int32, at path: FilePath, waiting seconds: Int, onWait: () -> Void
    ) throws(VaultError) {
        var remaining = seconds * 10
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, remaining > 0 else {
                throw errno == EWOULDBLOCK ? .busy : .system("lock", path)
            }
            if remaining == seconds * 10 { onWait() }
            remaining -= 1
            usleep(100_000)
        }
    }

    deinit { close(descriptor) }
}
