/// Who shares a vault, derived from the signed entries alone: no table and no server has a say in it.
package struct Roster: Sendable {
    package let vaultID: RecordID
    /// How many entries it has.
    package private(set) var count: UInt64 = 0
    /// The newest entry's head.
    package private(set) var head = SignedStatement.origin
    /// The first entry's head, which tells the team.
    package private(set) var founding = SignedStatement.origin
    var members: [RecordID: Member] = [:]
    var invitations: [RecordID: OpenInvitation] = [:]
    /// Who was removed: what they have signed before stays signed.
    var former: [RecordID: Member] = [:]
    /// Whoever was a member once, and which invitations there were: no id and no key comes back.
    var usedIDs: Set<RecordID> = []
    var usedKeys: Set<[UInt8]> = []
    /// Heads of statements that are gone, and that an admin has accepted to be.
    var acceptedLosses: Set<[UInt8]> = []
    /// The recovery code's, where the first entry names one.
    var recoveryID: RecordID?
    package var keyEpoch: UInt64 = 0
    package var keyID: [UInt8] = []
    /// Of the keys that the vault had before, by their key epochs.
    var formerKeyIDs: [UInt64: [UInt8]] = [:]
    /// Whether a member was removed whose copy of the vault's key is still the vault's.
    package var owesRekey = false

    struct OpenInvitation: Hashable, Sendable {
        let invitation: Invitation
        let author: RecordID
    }

    package init(of vaultID: RecordID) { self.vaultID = vaultID }

    /// The members, by name.
    package var all: [Member] { members.values.sorted { $0.name < $1.name } }

    /// The members, and those who were removed.
    var everybody: [Member] { all + former.values.sorted { $0.id < $1.id } }

    package func member(_ id: RecordID) -> Member? { members[id] }

    /// The same, or one who was removed.
    func memberOrFormer(_ id: RecordID) -> Member? { members[id] ?? former[id] }

    /// Takes the next entry, or refuses it and stays as it is.
    package mutating func append(_ statement: SignedStatement) throws(RosterRefusal) {
        guard
            let content = statement.unverifiedContent(.roster, of: vaultID, after: head)
        else { throw .notNext }
        guard let entry = try? RosterEntry(reading: content) else { throw .malformed }
        guard entry.number == count else { throw .notNext }
        var next = self
        if case .found(let founding) = entry.change {
            guard count == 0 else { throw .misplacedFounding }
            guard statement.isSigned(by: founding.keys.signing) else { throw .notSigned }
            try next.found(founding)
            next.founding = statement.head
        } else {
            guard count > 0 else { throw .misplacedFounding }
            guard let author = members[entry.author], author.role == .admin else {
                throw .notAnAdmin
            }
            guard statement.isSigned(by: author.keys.signing) else { throw .notSigned }
            try next.apply(entry)
        }
        next.count += 1
        next.head = statement.head
        self = next
    }

    /// The next entry, signed, if the rules allow it.
    package func entry(
        _ change: RosterEntry.Change, by author: RecordID, at time: UInt64,
        signedBy key: borrowing SigningKey
    ) throws(RosterRefusal) -> SignedStatement {
        let entry = RosterEntry(number: count, time: time, author: author, change: change)
        let statement = SignedStatement(.roster, of: vaultID, after: head, entry.bytes, by: key)
        var next = self
        try next.append(statement)
        return statement
    }
}
