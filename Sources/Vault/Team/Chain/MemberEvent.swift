/// One event of a member's own chain: who reads a key writes nothing else.
///
/// Content of a statement `vault/aud/v2`: member id 16 ‖ sequence u64, counted from 1 ‖ the event's box.
struct MemberEvent: Hashable, Sendable {
    static let type: UInt16 = 38

    let member: RecordID
    let sequence: UInt64
    let box: [UInt8]

    init(member: RecordID, sequence: UInt64, box: [UInt8]) {
        (self.member, self.sequence, self.box) = (member, sequence, box)
    }

    /// Whatever a statement says, wherever in its chain it stands; `nil` for one that is no event of the vault.
    init?(unverified statement: SignedStatement, of vaultID: RecordID) {
        let before = StatementKind.audit.prefix + vaultID.bytes
        guard statement.body.starts(with: before),
            statement.body.count > before.count + SignedStatement.headCount + 24
        else { return nil }
        var reader = ByteReader(
            statement.body.dropFirst(before.count + SignedStatement.headCount))
        guard let member = try? reader.id(), let sequence = try? reader.u64(),
            let box = try? reader.take(reader.remaining)
        else { return nil }
        self.init(member: member, sequence: sequence, box: Array(box))
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(member.bytes)
        writer.append(sequence)
        writer.append(box)
        return writer.bytes
    }

    /// A member's event has a place of its own, so that none passes for another's.
    static func context(member: RecordID, sequence: UInt64) -> SealingContext {
        SealingContext(table: .memberEvent, id: member, column: 1, generation: sequence)
    }
}
