import CPosix
import Glibc
import KernelText
package import SystemPackage
import Vault

/// Where an agent listens. The directory and the socket must be the user's own, and closed to all others.
package struct AgentSocket: Hashable, Sendable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    var directory: FilePath { path.parent }

    /// Makes the directory if it is missing, and checks it.
    func prepareDirectory() throws(AgentError) {
        do { try FileChecks.makePrivateDirectory(directory) } catch { throw judged(error) }
        try check(directory, .directory)
    }

    /// Connects, once it is certain that nobody else can have put the socket there.
    func connect() throws(AgentError) -> Int32 {
        try check(directory, .directory)
        try check(path, .socket)
        let descriptor = try open()
        do throws(AgentError) {
            try unsafe Self.withAddress(path) { address, count throws(AgentError) in
                guard unsafe Glibc.connect(descriptor, address, count) == 0 else {
                    guard errno != ECONNREFUSED, errno != ENOENT else { throw .notRunning }
                    throw errno == EAGAIN ? .timedOut : system("connect to")
                }
            }
            try checkServer(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// Binds and listens; what is left of an agent that is gone is removed first.
    ///
    /// - Parameter lock: proof that nobody listens there now.
    package func listen(holding lock: borrowing AgentLock) throws(AgentError) -> Int32 {
        unsafe _ = unlink(path.cString)
        let descriptor = try open()
        // The socket's mode comes from the mask, and there is no moment in which it is another.
        let mask = umask(0o177)
        defer { umask(mask) }
        do throws(AgentError) {
            try unsafe Self.withAddress(path) { address, count throws(AgentError) in
                guard unsafe bind(descriptor, address, count) == 0,
                    Glibc.listen(descriptor, 128) == 0
                else { throw system("listen at") }
            }
        } catch {
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private func open() throws(AgentError) -> Int32 {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw system("open a socket for") }
        // An agent whose queue is full and that takes nobody must not hold a command for ever.
        vault_limit_connecting(descriptor, 5)
        return descriptor
    }

    private func check(_ path: FilePath, _ kind: FileChecks.Kind) throws(AgentError) {
        do {
            try FileChecks.check(path, kind: kind, missing: .noVault(path: path.text))
        } catch { throw judged(error) }
    }

    /// The server may be another user's although the socket's file is ours.
    private func checkServer(_ descriptor: Int32) throws(AgentError) {
        var (user, process) = (uid_t.max, pid_t(0))
        guard unsafe vault_peer(descriptor, &user, &process) == 0 else {
            throw system("look at the other end of")
        }
        guard user == geteuid() else { throw .foreignServer(user: user) }
    }

    private func judged(_ error: VaultError) -> AgentError {
        switch error {
        case .noVault: .notRunning
        case .unsafeFile(let path, let reason): .unsafeSocket(path: path, reason: reason)
        default: system("look at")
        }
    }

    private func system(_ operation: String) -> AgentError {
        .system(operation: operation, path: path.text, code: errno)
    }

    private static func withAddress<Result>(
        _ path: FilePath,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(AgentError) -> Result
    ) throws(AgentError) -> Result {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = path.bytes
        // One byte stays zero, so that the path ends.
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .pathTooLong(path: path.text)
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return try unsafe withUnsafePointer(to: &address) { pointer throws(AgentError) in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                generic throws(AgentError) in
                try unsafe body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
