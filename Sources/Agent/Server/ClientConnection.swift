import CPosix
import Glibc
import SecretMemory

/// One command at the other end of the socket: its message so far, or the answer that is on its way.
final class ClientConnection {
    /// Seconds in which a message has to be there as a whole, an answer to be taken, or the next to begin.
    static let patience = 5.0

    let descriptor: Int32
    private var buffer = ReceiveBuffer(capacity: Frame.mostBytes)
    private var reply: SecretBytes?
    private var written = 0
    private var isObserver = false
    private(set) var deadline: Double
    private(set) var isOver = false

    /// Takes the descriptor over.
    init(_ descriptor: Int32, now: Double) {
        self.descriptor = descriptor
        deadline = now + Self.patience
    }

    deinit { close(descriptor) }

    var isAnswering: Bool { written > 0 || reply != nil }

    /// Whether the other end belongs to the same user.
    static func isOurs(_ descriptor: Int32) -> Bool {
        var (user, process) = (uid_t.max, pid_t(0))
        return unsafe vault_peer(descriptor, &user, &process) == 0 && user == geteuid()
    }

    /// Reads what is there; a whole message is answered by `answer`.
    func receive(_ clock: AgentClock, _ answer: (RawSpan, inout Bool) -> SecretBytes) {
        guard reply == nil else { return }
        let limit: Int
        do { limit = try buffer.withBytes { try Frame.count(of: $0) } ?? Frame.lengthCount } catch {
            return isOver = true
        }
        let count = buffer.fill(from: descriptor, upTo: limit)
        guard count > 0 else {
            isOver = count == 0 || (errno != EAGAIN && errno != EINTR)
            return
        }
        guard buffer.count >= Frame.headerCount, buffer.count == limit else { return }
        reply = buffer.withBytes { answer($0, &isObserver) }
        buffer.wipe()
        written = 0
        // After the answer: what the agent itself has needed is nobody's slowness.
        deadline = clock.awake() + Self.patience
        send(now: clock.awake())
    }

    /// The agent was busy with somebody else for so many seconds.
    func excuse(_ seconds: Double) { deadline += seconds }

    /// Sends what is left of the answer.
    func send(now: Double) {
        guard let total = reply?.count else { return }
        while written < total {
            let count = reply?.write(to: descriptor, from: written) ?? -1
            guard count > 0 else {
                isOver = count == 0 || (errno != EAGAIN && errno != EINTR)
                return
            }
            written += count
        }
        reply = nil
        written = 0
        deadline = now + Self.patience
    }
}

extension SecretBytes {
    /// What write(2) makes of the bytes from `offset` on.
    fileprivate borrowing func write(to descriptor: Int32, from offset: Int) -> Int {
        withBytes { bytes in
            unsafe bytes.withBytePointer { pointer, count in
                unsafe Glibc.write(descriptor, pointer + offset, count - offset)
            }
        }
    }
}
