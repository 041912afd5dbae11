import Glibc
import SecretMemory

/// One message out and one back, before a deadline.
struct Exchange {
    private let descriptor: Int32
    private let deadline: Double

    init(_ descriptor: Int32, deadline: Double) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    func send(_ frame: borrowing SecretBytes) throws(AgentError) {
        try frame.withBytes { bytes throws(AgentError) in
            try unsafe bytes.withBytePointer { pointer, count throws(AgentError) in
                var written = 0
                while written < count {
                    try wait(for: POLLOUT)
                    let step = unsafe Glibc.send(
                        descriptor, pointer + written, count - written,
                        Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                    if step < 0, errno == EAGAIN || errno == EINTR { continue }
                    guard step > 0 else { throw .lost }
                    written += step
                }
            }
        }
    }

    func receive() throws(AgentError) -> AgentReply {
        var buffer = ReceiveBuffer(capacity: Frame.mostBytes)
        var limit = Frame.lengthCount
        while buffer.count < limit || limit == Frame.lengthCount {
            try wait(for: POLLIN)
            let count = buffer.fill(from: descriptor, upTo: limit)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .lost }
            do { limit = try buffer.withBytes { try Frame.count(of: $0) } ?? limit } catch {
                throw .notAnAgent
            }
        }
        do { return try buffer.withBytes { try AgentReply.read($0) } } catch {
            throw .notAnAgent
        }
    }

    private func wait(for events: Int32) throws(AgentError) {
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
