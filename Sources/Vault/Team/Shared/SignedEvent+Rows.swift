/// An event in a table of a replica or a backup, with the columns member, sequence, body and signature.
extension SignedEvent {
    /// From the last three columns.
    ///
    /// - Parameter column: of the sequence.
    init(_ row: borrowing Statement, from column: Int32) {
        self.init(
            sequence: UInt64(bitPattern: row.integer(column)),
            statement: SignedStatement(
                body: row.blob(column + 1), signature: row.blob(column + 2)))
    }
}

extension Statement {
    /// Binds the four columns, in their order.
    mutating func bind(_ event: SignedEvent, of member: RecordID) throws(VaultError) {
        try bind(1, member.bytes)
        try bind(2, Int64(bitPattern: event.sequence))
        try bind(3, event.statement.body)
        try bind(4, event.statement.signature)
    }
}
