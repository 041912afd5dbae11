/// A connection to a PostgreSQL server.
///
/// Each call is one round trip, waits with a deadline, and ends the transaction it is in with the first error: that
/// one is rolled back before the error is thrown. What is lost, silent or too much ends the connection, too.
package final class DatabaseConnection {
    private var handle: ConnectionHandle?
    private let limits: DatabaseLimits

    /// - Throws: before anything is sent `libraryMissing`, `malformed`, `insecure`; then `unreachable`,
    ///   `loginRefused`, `untrusted`, `denied`, `refused`.
    package init(
        to address: DatabaseAddress, limits: DatabaseLimits = DatabaseLimits()
    ) throws(DatabaseError) {
        self.limits = limits
        handle = try Login(plan: ConnectionPlan(address), limits: limits).connection()
    }

    /// Whether it can still be used.
    package var isOpen: Bool { handle != nil }

    /// Whether it is by TLS, and not by a socket of this machine.
    package var isEncrypted: Bool { handle?.isEncrypted ?? false }

    /// The server's, as 150004 for 15.4.
    package var serverVersion: Int { handle?.serverVersion ?? 0 }

    @discardableResult
    package func run(_ statement: DatabaseStatement) throws(DatabaseError) -> DatabaseRows {
        try run([statement]).first ?? DatabaseRows()
    }

    /// All in one round trip. The server leaves out what comes after one that fails; without a `BEGIN` they are one
    /// transaction of their own.
    @discardableResult
    package func run(_ statements: [DatabaseStatement]) throws(DatabaseError) -> [DatabaseRows] {
        try run(statements) { _ in }
    }

    /// - Parameter lastTag: gets what the server calls the last statement, such as `COMMIT`.
    private func run(
        _ statements: [DatabaseStatement], _ lastTag: (String) -> Void
    ) throws(DatabaseError) -> [DatabaseRows] {
        var answers = [DatabaseRows](repeating: DatabaseRows(), count: statements.count)
        let ceiling = limits.bufferedBytes
        var byteCount = 0
        try exchange(statements, ceiling: ceiling) { (index, result) throws(DatabaseError) in
            byteCount -= answers[index].byteCount
            answers[index].append(result)
            byteCount += answers[index].byteCount
            guard byteCount <= ceiling else { throw .answerTooLarge }
            if result.kind == .done {
                answers[index].affected = result.affected
                if index == statements.count - 1 { lastTag(result.commandTag) }
            }
        }
        return answers
    }

    /// Rows one by one, in memory for one of them.
    ///
    /// - Parameters:
    ///   - statement: one whose rows may be many.
    ///   - body: gets an answer of one row, and returns whether it wants more. If not, or if it throws, the connection ends: the
    ///     server may have any number of rows on their way.
    package func stream(
        _ statement: DatabaseStatement,
        _ body: (DatabaseRows) throws(DatabaseError) -> Bool
    ) throws(DatabaseError) {
        let ceiling = limits.rowBytes
        var wantsMore = true
        do {
            try exchange([statement], ceiling: ceiling) { (_, result) throws(DatabaseError) in
                guard result.kind == .row else { return }
                var row = DatabaseRows()
                row.append(result)
                guard row.byteCount <= ceiling else { throw .answerTooLarge }
                wantsMore = try body(row)
                guard wantsMore else { throw .connectionLost }
            }
        } catch {
            if wantsMore { throw error }
        }
    }

    /// `COMMIT`, after further statements in the same round trip.
    ///
    /// It returns their rows if the transaction is committed, and on the synchronous standby where there is one.
    ///
    /// - Throws: `unclear` where the connection went before that was known, or where a warning came with it: the
    ///   server has stopped waiting for the standby. Anything else means that the transaction is rolled back.
    @discardableResult
    package func commit(
        after statements: [DatabaseStatement] = []
    ) throws(DatabaseError) -> [DatabaseRows] {
        guard let handle else { throw .connectionLost }
        _ = handle.takeWarnings()
        var tag = ""
        var answers: [DatabaseRows]
        do {
            answers = try run(statements + [.commit]) { tag = $0 }
        } catch {
            // The server has said so, and is still there.
            throw isOpen ? error : .unclear
        }
        answers.removeLast()
        guard tag == "COMMIT" else {
            throw .refused(state: "25P02", message: "the transaction had failed before")
        }
        guard handle.takeWarnings() == 0 else { throw .unclear }
        return answers
    }

    /// Gives a transaction up.
    package func rollback() {
        guard let handle, handle.isInTransaction else { return }
        do {
            let failure = try roundTrip([.rollback], ceiling: limits.rowBytes) {
                (_, _) throws(DatabaseError) in
            }
            if failure != nil || handle.isInTransaction { self.handle = nil }
        } catch {
            // The connection has ended, and so has the transaction.
        }
    }

    private func exchange(
        _ statements: [DatabaseStatement], ceiling: Int, _ receiver: RoundTrip.Receiver
    ) throws(DatabaseError) {
        guard let failure = try roundTrip(statements, ceiling: ceiling, receiver) else { return }
        rollback()
        throw failure
    }

    /// - Returns: the error of a statement; the connection can still be used.
    private func roundTrip(
        _ statements: [DatabaseStatement], ceiling: Int, _ receiver: RoundTrip.Receiver
    ) throws(DatabaseError) -> DatabaseError? {
        guard let handle else { throw .connectionLost }
        // Until all is read it is nobody's: an error on the way ends it.
        self.handle = nil
        let trip = RoundTrip(handle: handle, limits: limits)
        try trip.send(statements)
        let failure = try trip.receive(statements.count, ceiling: ceiling, receiver)
        self.handle = handle
        return failure
    }
}
