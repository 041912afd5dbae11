import CPosix
import Glibc
import SecretMemory

/// One command at the other end of the socket: its message so far, or the answer that is on its way.
final class ClientConnection {
    /// Seconds in which a message has to be there as a whole, an answer to be taken, or the next to begin.
    static let patience = 5.0

    let descriptor: Int32
    private let arena: Arena
    /// Of the answer, whose rest is still to be sent.
    private var written = 0
    private var isObserver = false
    private(set) var deadline: Double
    private(set) var isOver = false

    /// Takes the descriptor over.
    init(_ descriptor: Int32, arena: Arena, now: Double) {
        self.descriptor = descriptor
        self.arena = arena
        deadline = now + Self.patience
    }

    deinit { close(descriptor) }

    var isAnswering: Bool { arena.reply.count > 0 }

    /// Whether the other end belongs to the same user.
    static func isOurs(_ descriptor: Int32) -> Bool {
        var (user, process) = (uid_t.max, pid_t(0))
        return unsafe vault_peer(descriptor, &user, &process) == 0 && user == geteuid()
    }

    /// Reads what is there; a whole message is answered by `answer`.
    func receive(
        _ clock: AgentClock, _ answer: (RawSpan, inout Bool, inout MessageBuffer) -> Void
    ) {
        guard !isAnswering else { return }
        let count = arena.request.fill(from: descriptor, upTo: Frame.mostBytes)
        guard count > 0 else {
            isOver = count == 0 || (errno != EAGAIN && errno != EINTR)
            return
        }
        let whole: Int?
        do { whole = try arena.request.withBytes { try Frame.count(of: $0) } } catch {
            return isOver = true
        }
        guard let whole, arena.request.count >= whole else { return }
        // Nobody sends the next request before the answer.
        guard arena.request.count == whole else { return isOver = true }
        arena.request.withBytes { answer($0, &isObserver, &arena.reply) }
        arena.request.wipe()
        // Counted from the answer on: the client is not to blame for the time that the agent needed.
        deadline = clock.awake() + Self.patience
        send(now: clock.awake())
    }

    /// Gives the arena back for the next client: there is nothing of this one in it.
    func leave() -> Arena {
        arena.wipe()
        return arena
    }

    /// The agent was busy with somebody else for so many seconds.
    func excuse(_ seconds: Double) { deadline += seconds }

    /// Sends what is left of the answer.
    func send(now: Double) {
        while written < arena.reply.count {
            let count = arena.reply.write(to: descriptor, from: written)
            guard count > 0 else {
                isOver = count == 0 || (errno != EAGAIN && errno != EINTR)
                return
            }
            written += count
        }
        arena.reply.wipe()
        written = 0
        deadline = now + Self.patience
    }
}

extension MessageBuffer {
    /// What write(2) makes of the bytes from `offset` on.
    fileprivate borrowing func write(to descriptor: Int32, from offset: Int) -> Int {
        withBytes { bytes in
            unsafe bytes.withBytePointer { pointer, count in
                unsafe Glibc.write(descriptor, pointer + offset, count - offset)
            }
        }
    }
}
