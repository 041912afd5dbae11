/// Why an entry has no place in a team's roster.
package enum RosterRefusal: Error, Hashable, Sendable {
    /// It is not the next one of this vault: of another vault or kind, or after another entry.
    case notNext
    /// Its bytes are none that an entry has.
    case malformed
    /// Whoever wrote it was no admin by the entries before.
    case notAnAdmin
    /// Its author has not signed it.
    case notSigned
    /// It is the first one and founds nothing, or a later one that does.
    case misplacedFounding
    /// There is no such member, or no more.
    case noSuchMember
    /// There is no such invitation, or it was taken, cancelled, or ended with its author's office.
    case noSuchInvitation
    /// The invitation had expired by the author's clock.
    case expired
    /// The id, the name or a key is another member's, or was.
    case taken
    /// It would leave the team without an admin.
    case lastAdmin
    /// An admin would remove himself.
    case oneself
    /// It changes nothing.
    case noChange
    /// A member was removed, and the vault has not got a new key since.
    case rekeyOwed
    /// The key's epoch is not the next one.
    case wrongKeyEpoch
}
