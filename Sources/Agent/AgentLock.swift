import Glibc
import KernelText
import SystemPackage

/// Held by the one agent of a socket for as long as it lives; the kernel releases it, however it ends.
///
/// An agent that gets it knows that a socket which lies there already is a dead agent's.
package struct AgentLock: ~Copyable {
    /// Goes along to the process that it is handed to.
    package let descriptor: Int32

    /// - Returns: `nil` if another agent has it.
    package static func acquire(for socket: AgentSocket) throws(AgentError) -> AgentLock? {
        try socket.prepareDirectory()
        let path = socket.path.adding(".lock")
        let descriptor = unsafe open(
            path.cString, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .system(operation: "open the lock", path: path.text, code: errno)
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno != EINTR else { continue }
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw .system(operation: "lock", path: path.text, code: code)
            }
            return nil
        }
        return AgentLock(descriptor: descriptor)
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Writes down which process has it, for somebody who finds the lock held and nobody listening.
    package static func sign(_ descriptor: Int32) {
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    /// The process that says it has the lock; whether it is an agent has to be looked at.
    package static func holder(of socket: AgentSocket) -> Int32? {
        let descriptor = unsafe open(
            socket.path.adding(".lock").cString, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 16)
        let count = unsafe text.withUnsafeMutableBytes {
            unsafe read(descriptor, $0.baseAddress, $0.count)
        }
        let digits = text.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self))
    }

    deinit { close(descriptor) }
}
