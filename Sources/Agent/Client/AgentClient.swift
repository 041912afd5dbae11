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
    private let link: Mutex<AgentLink>
    private let isObserver: Bool

    /// Connects. What an observer asks does not count as use.
    package init(_ socket: AgentSocket, isObserver: Bool = false) throws(AgentError) {
        self.socket = socket
        self.isObserver = isObserver
        link = Mutex(AgentLink(try socket.connect()))
        if isObserver { try observe() }
    }

    /// The process at the other end, as the kernel noted it; `nil` if that can't be told.
    package var serverProcess: Int32? {
        link.withLock { link in
            var (user, process) = (uid_t.max, pid_t(0))
            guard unsafe vault_peer(link.descriptor, &user, &process) == 0, process > 0 else {
                return nil
            }
            return process
        }
    }

    /// Throws `older` where the agent is of a program that lacks something that this one needs.
    package func status() throws(AgentError) -> AgentStatus {
        do throws(AgentError) {
            guard case .status(let status) = try ask(.status) else { throw AgentError.notAnAgent }
            return status
        } catch .refused(.malformed) { throw .older }
    }

    package func lock() throws(AgentError) {
        guard case .done = try ask(.lock) else { throw .notAnAgent }
    }

    /// Has names and expiries kept after the agent has locked. Throws `older` where the agent is of a program before that.
    package func keep(_ watch: ExpiryWatch) throws(AgentError) {
        do throws(AgentError) {
            guard case .done = try ask(.watch(watch)) else { throw AgentError.notAnAgent }
        } catch .refused(.malformed) { throw .older }
    }

    /// The names and expiries that the agent keeps; `nil` where it keeps none, or is of a program before that.
    package func watched() throws(AgentError) -> ExpiryWatch? {
        do throws(AgentError) {
            guard case .result(let bytes) = try ask(.watched) else { throw AgentError.notAnAgent }
            if bytes.isEmpty { return nil }
            do { return try ExpiryWatch(reading: unsafe bytes.span.bytes) } catch {
                throw AgentError.notAnAgent
            }
        } catch .refused(.malformed) { return nil }
    }

    /// Whether the agent is of a program that lacks something; it locks as one of today.
    package func isOlder() throws(AgentError) -> Bool {
        do throws(AgentError) { _ = try status() } catch .older { return true }
        return false
    }

    /// Waits where an earlier wrong password makes it wait; sends nothing twice otherwise.
    ///
    /// The connection is made anew: while a person was typing, the agent has closed an idle one.
    package func unlock(_ request: consuming UnlockRequest) throws(AgentError) {
        try unlock(by: .unlock(request))
    }

    /// The same of a team's member. The vault's key comes afterwards, from the member's slot.
    package func unlock(_ request: consuming MemberUnlockRequest) throws(AgentError) {
        try unlock(by: .unlockMember(request))
    }

    private func unlock(by request: consuming AgentRequest) throws(AgentError) {
        var refusal = AgentRefusal.locked
        for _ in 0..<Self.unlockAttempts {
            try reconnect()
            do throws(AgentError) {
                let reply = try exchange(request, patience: Self.derivationPatience)
                guard case .done = reply else { throw AgentError.notAnAgent }
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
    /// - Parameters:
    ///   - keyID: the key that is to be used, if one is.
    ///   - work: is done while the agent is at it; once more if the request is sent once more.
    func ask(
        _ request: consuming AgentRequest, using keyID: [UInt8] = [],
        meanwhile work: () -> Void = {}
    ) throws(AgentError) -> AgentReply {
        do throws(AgentError) {
            return try exchange(request, using: keyID, meanwhile: work)
        } catch .lost {
            try reconnect()
            return try exchange(request, using: keyID, meanwhile: work)
        }
    }

    private func exchange(
        _ request: borrowing AgentRequest, using keyID: [UInt8] = [], patience: Double = patience,
        meanwhile work: () -> Void = {}
    ) throws(AgentError) -> AgentReply {
        let deadline = AgentClock.system.awake() + patience
        let reply = try link.withLock { link throws(AgentError) in
            try link.exchange(request, using: keyID, before: deadline, meanwhile: work)
        }
        switch consume reply {
        case .refused(let refusal): throw .refused(refusal)
        case .done: return .done
        case .status(let status): return .status(status)
        case .content(let content): return .content(content)
        case .result(let bytes): return .result(bytes)
        case .results(let results): return .results(results)
        }
    }

    private func observe() throws(AgentError) {
        guard case .done = try exchange(.observe) else { throw .notAnAgent }
    }

    private func reconnect() throws(AgentError) {
        let fresh = try socket.connect()
        link.withLock { $0.replace(by: fresh) }
        if isObserver { try observe() }
    }
}
