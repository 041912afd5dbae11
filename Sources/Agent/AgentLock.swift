import Glibc
import SystemPackage

/// Held by the one agent of a socket for as long as it lives; the kernel releases it, however it ends.
///
/// Whoever gets it knows that a socket that lies there is a dead agent's.
package struct AgentLock: ~Copyable {
    /// Goes along to the process that it is handed to.
    package let descriptor: Int32

    /// - Returns: `nil` where another agent has it.
    package static func acquire(for socket: AgentSocket) throws(AgentError) -> AgentLock? {
        try socket.prepareDirectory()
        let path = FilePath(socket.path.string + ".lock")
        let descriptor = unsafe open(
            path.string, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .system(operation: "open the lock", path: path.string, code: errno)
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno != EINTR else { continue }
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw .system(operation: "lock", path: path.string, code: code)
            }
            return nil
        }
        return AgentLock(descriptor: descriptor)
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
