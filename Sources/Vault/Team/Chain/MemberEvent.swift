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
        guard let (_, content) = statement.unverifiedContent(.audit, of: vaultID) else {
            return nil
        }
        var reader = ByteReader(content)
        guard let member = try? reader.id(), let sequence = try? reader.u64(), !reader.isAtEnd,
            let box = try? reader.take(reader.remaining)
        else { return nil }
        self.init(member: member, sequence: sequence, box: Array(box))
    }

    /// The event of a statement that is the member's next one after that head, with its signature verified; else `nil`.
    init?(
        _ signed: SignedEvent, of member: RecordID, _ key: [UInt8], in vaultID: RecordID,
        after head: [UInt8]
    ) {
        guard signed.statement.unverifiedContent(.audit, of: vaultID, after: head) != nil else {
            return nil
        }
        self.init(signed, of: member, key, in: vaultID)
    }

    /// The same wherever in the member's chain it stands.
    init?(_ signed: SignedEvent, of member: RecordID, _ key: [UInt8], in vaultID: RecordID) {
        guard signed.statement.isSigned(by: key) else { return nil }
        self.init(unverified: signed.statement, of: vaultID)
        guard self.member == member, sequence == signed.sequence else { return nil }
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
