/// One change of a team: who made it, when, and what it is.
package struct RosterEntry: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        /// The first entry: the founder, and the recovery code where there is one. Both are admins.
        case found(Founding)
        case invite(Invitation)
        case cancel(invitation: RecordID)
        case admit(invitation: RecordID, member: RecordID, keys: MemberPublicKeys)
        case role(member: RecordID, MemberRole)
        case remove(member: RecordID)
        /// A new key for the vault: its epoch, and the id that tells it.
        case rekey(epoch: UInt64, keyID: [UInt8])
        /// The head of a statement that is gone, and stays gone: of a member's event that a server has lost and no machine has any more.
        case accept(losing: [UInt8])
    }

    package struct Founding: Hashable, Sendable {
        let founder: RecordID
        let name: EntryName
        let keys: MemberPublicKeys
        /// The recovery code's id and keys.
        let recovery: Recovery?
        /// The id of the vault's first key.
        let keyID: [UInt8]
    }

    package struct Recovery: Hashable, Sendable {
        let id: RecordID
        let keys: MemberPublicKeys
    }

    /// Counted from 0.
    let number: UInt64
    /// Seconds since 1970, by the author's clock.
    let time: UInt64
    let author: RecordID
    let change: Change
}
