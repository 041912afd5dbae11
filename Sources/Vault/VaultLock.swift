import Glibc
import SystemPackage

/// Held by a command that changes keys, from before its first request to its end.
///
/// `flock` on a file of its own: the kernel releases it when the process ends, however it ends.
package struct VaultLock: ~Copyable {
    private let descriptor: Int32

    /// Waits up to `seconds` for the lock.
    ///
    /// - Parameter onWait: called once if somebody else holds it.
    package init(
        acquiring files: VaultFiles, waiting seconds: Int, onWait: () -> Void = {}
    ) throws(VaultError) {
        let path = files.lock
        let opened = unsafe open(path.string, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .system("open the lock", path) }
        var remaining = seconds * 10
        while flock(opened, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, remaining > 0 else {
                let error: VaultError = errno == EWOULDBLOCK ? .busy : .system("lock", path)
                close(opened)
                throw error
            }
            if remaining == seconds * 10 { onWait() }
            remaining -= 1
            usleep(100_000)
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}
