import Glibc

/// Sends statements to the server at once and reads their answers: libpq's pipeline mode with one `Sync`.
///
/// One that fails has those after it left out by the server; what they have in common is the transaction around them.
struct RoundTrip {
    let handle: ConnectionHandle
    let limits: DatabaseLimits

    /// Takes each row of the statement with that number, and its end.
    typealias Receiver = (_ statement: Int, borrowing ResultHandle) throws(DatabaseError) -> Void

    func send(_ statements: [DatabaseStatement]) throws(DatabaseError) {
        for statement in statements {
            guard handle.send(statement) else { throw .connectionLost }
        }
        guard handle.sendSync() else { throw .connectionLost }
    }

    /// - Returns: the first error of a statement, when all is read.
    /// - Throws: what the receiver throws, `connectionLost`, `timedOut`, `answerTooLarge`: the connection is of no use
    ///   afterwards.
    func receive(
        _ count: Int, ceiling: Int, _ receiver: Receiver
    ) throws(DatabaseError) -> DatabaseError? {
        var failure: DatabaseError?
        for index in 0..<count {
            // Memory for one row at a time, so that there is a point to stop at.
            handle.readRowByRow()
            while let result = try next(ceiling: ceiling) {
                switch result.kind {
                case .row, .done: try receiver(index, result)
                case .failed: failure = failure ?? error(result)
                case .skipped: break
                case .sync: throw .connectionLost
                }
                guard handle.isOpen else { throw .connectionLost }
            }
        }
        guard let end = try next(ceiling: ceiling), end.kind == .sync, handle.isOpen else {
            throw .connectionLost
        }
        return failure
    }

    /// The next result when it has come.
    private func next(ceiling: Int) throws(DatabaseError) -> ResultHandle? {
        let deadline = ContinuousClock.now + limits.silence
        var taken = 0
        while handle.isBusy {
            guard let isSent = handle.flush() else { throw .connectionLost }
            let events = isSent ? POLLIN : POLLIN | POLLOUT
            _ = handle.wait(for: events, until: min(deadline, .now + Self.longestWait))
            guard ContinuousClock.now < deadline else { throw .timedOut }
            let waiting = handle.waitingBytes
            guard handle.consume() else { throw .connectionLost }
            // At least so much was read; what has come meanwhile is not counted, so this may notice late.
            taken += max(waiting - handle.waitingBytes, min(waiting, Self.leastTaken))
            guard taken <= ceiling + Self.overhead else { throw .answerTooLarge }
        }
        return handle.next()
    }

    /// TLS may hold bytes that no socket tells of, so libpq is asked now and then.
    private static let longestWait = Duration.milliseconds(250)
    /// libpq makes room for at least so much before it reads.
    private static let leastTaken = 8_192
    /// What the protocol adds to the cells of a row, generously.
    private static let overhead = 1 << 20

    private func error(_ result: borrowing ResultHandle) -> DatabaseError {
        let state = unsafe handle.withoutPassword(result.part(.state))
        let message = unsafe handle.withoutPassword(result.part(.message))
        let constraint = unsafe handle.withoutPassword(result.part(.constraint))
        return DatabaseError(
            state: ServerText.line(state), message: ServerText.line(message),
            constraint: constraint.isEmpty ? nil : ServerText.line(constraint))
    }
}
