/// Something that a server shows of a team's vault and no member has written, or that is gone.
package enum TeamFinding: Hashable, Sendable {
    /// So many rows of the member's events, from that one on, that the member has not signed. They count for nothing.
    case unsignedEvents(member: EntryName, first: UInt64, count: Int)
    /// More such rows than anybody verifies, so that some of the member's events were not read.
    case hiddenEvents(member: EntryName, behind: UInt64)
    /// A signed event that does not stand after the one before it: what stood between them is gone.
    case eventGap(member: EntryName, row: UInt64)
    /// An event that the author of the newest manifest, or this machine, has seen, and that is gone or another one.
    case eventGone(member: EntryName, row: UInt64)
    /// Rows of events whose member was never one.
    case strangeEvents(rows: UInt64)
    /// The secret of a key is missing, or another one than was stored.
    case secret(EntryName)
    /// So many secrets belong to no key.
    case strangeSecrets(Int)

    /// Whether it is about an event that is gone, which an admin may accept.
    package var isOfLoss: Bool {
        switch self {
        case .eventGap, .eventGone: true
        default: false
        }
    }

    /// Whether it is about the sealed secrets, of which a machine's copy may have the right ones.
    package var isOfSecrets: Bool {
        switch self {
        case .secret, .strangeSecrets: true
        default: false
        }
    }

    /// Whether it is about rows of whom the roster does not know.
    var isOfNobody: Bool {
        if case .strangeEvents = self { true } else { false }
    }
}

/// An event that a member has signed, and that is gone.
package struct EventLoss: Hashable, Sendable {
    package let finding: TeamFinding
    /// The event's own.
    let head: [UInt8]
    /// Whether an admin has accepted that it is.
    package let isAccepted: Bool
}
