import Glibc
import SecretMemory

/// A connection to the agent, and the locked memory that a request and then its answer lie in.
struct AgentLink: ~Copyable {
    private(set) var descriptor: Int32
    private var message = MessageBuffer(capacity: Frame.mostBytes)

    /// Takes the descriptor over.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    mutating func replace(by fresh: Int32) {
        close(descriptor)
        descriptor = fresh
    }

    /// One message out and one back, before a deadline; nothing of them stays.
    ///
    /// - Parameter work: is done between the two; it must not use the link.
    mutating func exchange(
        _ request: borrowing AgentRequest, using keyID: [UInt8], before deadline: Double,
        meanwhile work: () -> Void = {}
    ) throws(AgentError) -> AgentReply {
        defer { message.wipe() }
        do { try request.write(to: &message, using: keyID) } catch { throw .refused(.tooLarge) }
        try send(before: deadline)
        message.wipe()
        work()
        try receive(before: deadline)
        do { return try message.withBytes { try AgentReply.read($0) } } catch {
            throw .notAnAgent
        }
    }

    private borrowing func send(before deadline: Double) throws(AgentError) {
        try message.withBytes { bytes throws(AgentError) in
            try unsafe bytes.withBytePointer { pointer, count throws(AgentError) in
                var written = 0
                while written < count {
                    let step = unsafe Glibc.send(
                        descriptor, pointer + written, count - written,
                        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                    if step < 0, errno == EAGAIN || errno == EINTR {
                        try wait(for: POLLOUT, before: deadline)
                        continue
                    }
                    guard step > 0 else { throw .lost }
                    written += step
                }
            }
        }
    }

    private mutating func receive(before deadline: Double) throws(AgentError) {
        while true {
            try wait(for: POLLIN, before: deadline)
            let count = message.fill(from: descriptor, upTo: Frame.mostBytes)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lost }
            let whole: Int?
            do { whole = try message.withBytes { try Frame.count(of: $0) } } catch {
                throw .notAnAgent
            }
            guard let whole, message.count >= whole else { continue }
            guard message.count == whole else { throw .notAnAgent }
            return
        }
    }

    private borrowing func wait(for events: Int32, before deadline: Double) throws(AgentError) {
        var request = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        while true {
            let left = deadline - AgentClock.system.awake()
            guard left > 0 else { throw .timedOut }
            let ready = unsafe poll(&request, 1, Int32((left * 1000).rounded(.up)))
            if ready > 0 { return }
            guard ready == 0 || errno == EINTR else { throw .lost }
        }
    }
}
