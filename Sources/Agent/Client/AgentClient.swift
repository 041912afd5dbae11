import CPosix
import Glibc
import SecretMemory
import Synchronization

/// A command's end of the agent's socket.
///
/// The agent closes a connection that is idle for some seconds, so one that turns out to be closed is made
/// anew, once: everything but the unlocking may be asked twice.
package final class AgentClient: Sendable {
    /// Seconds for an answer: more than an agent gives to those who only hold a place. Deriving a key takes
    /// longer than anything else.
    private static let patience = 8.0
    private static let derivationPatience = 120.0
    private static let unlockAttempts = 3
    /// Milliseconds; no honest agent makes anybody wait longer.
    private static let longestWait: UInt32 = 10_000

    private let socket: AgentSocket
    private let connection: Mutex<Int32>

    private let isObserver: Bool

    /// Connects.
    ///
    /// - Parameter isObserver: what it asks does not count as use.
    package init(_ socket: AgentSocket, isObserver: Bool = false) throws(AgentError) {
        self.socket = socket
        self.isObserver = isObserver
        connection = Mutex(try socket.connect())
        if isObserver { try observe() }
    }

    deinit { connection.withLock { _ = close($0) } }

    /// The process at the other end, as the kernel noted it; `nil` if that can't be told.
    package var serverProcess: Int32? {
        connection.withLock { descriptor in
            var (user, process) = (uid_t.max, pid_t(0))
            guard unsafe vault_peer(descriptor, &user, &process) == 0, process > 0 else {
                return nil
            }
            return process
        }
    }

    package func status() throws(AgentError) -> AgentStatus {
        guard case .status(let status) = try ask(.status) else { throw .notAnAgent }
        return status
    }

    package func lock() throws(AgentError) {
        guard case .done = try ask(.lock) else { throw .notAnAgent }
    }

    /// Waits where an earlier wrong password makes it wait; sends nothing twice otherwise.
    ///
    /// The connection is made anew: while a person was typing, the agent has closed an idle one.
    package func unlock(_ request: consuming UnlockRequest) throws(AgentError) {
        let frame = try Self.frame(of: .unlock(request))
        var refusal = AgentRefusal.locked
        for _ in 0..<Self.unlockAttempts {
            try reconnect()
            do throws(AgentError) {
                guard case .done = try Self.judge(exchange(frame, Self.derivationPatience)) else {
                    throw AgentError.notAnAgent
                }
                return
            } catch .refused(.tooSoon(let milliseconds)) {
                guard milliseconds <= Self.longestWait else { throw .notAnAgent }
                refusal = .tooSoon(milliseconds: milliseconds)
                usleep(milliseconds * 1000)
            }
        }
        throw .refused(refusal)
    }

    /// A refusal is thrown.
    ///
    /// - Parameter keyID: the key that is to be used, if one is.
    func ask(
        _ request: consuming AgentRequest, using keyID: [UInt8] = []
    ) throws(AgentError) -> AgentReply {
        let frame = try Self.frame(of: request, using: keyID)
        let reply: AgentReply
        do throws(AgentError) { reply = try exchange(frame, Self.patience) } catch .lost {
            try reconnect()
            reply = try exchange(frame, Self.patience)
        }
        return try Self.judge(reply)
    }

    private static func frame(
        of request: borrowing AgentRequest, using keyID: [UInt8] = []
    ) throws(AgentError) -> SecretBytes {
        do { return try request.frame(using: keyID) } catch { throw .refused(.tooLarge) }
    }

    private static func judge(_ reply: consuming AgentReply) throws(AgentError) -> AgentReply {
        switch consume reply {
        case .refused(let refusal): throw .refused(refusal)
        case .done: .done
        case .status(let status): .status(status)
        case .content(let content): .content(content)
        case .result(let bytes): .result(bytes)
        }
    }

    private func exchange(
        _ frame: borrowing SecretBytes, _ patience: Double
    ) throws(AgentError) -> AgentReply {
        let descriptor = connection.withLock { $0 }
        let exchange = Exchange(descriptor, deadline: AgentClock.system.awake() + patience)
        try exchange.send(frame)
        return try exchange.receive()
    }

    private func observe() throws(AgentError) {
        let frame = try Self.frame(of: .observe)
        guard case .done = try Self.judge(exchange(frame, Self.patience)) else {
            throw .notAnAgent
        }
    }

    private func reconnect() throws(AgentError) {
        let fresh = try socket.connect()
        connection.withLock { old in
            close(old)
            old = fresh
        }
        if isObserver { try observe() }
    }
}
