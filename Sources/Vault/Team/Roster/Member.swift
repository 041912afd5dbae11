/// What a member may do; each may what those before it may.
package enum MemberRole: UInt8, Hashable, Sendable, Comparable, CaseIterable {
    /// Open and use keys.
    case reader = 1
    /// Create, rotate, change and delete keys.
    case writer = 2
    /// Admit and remove members, change roles, give the vault a new key.
    case admin = 3

    package static func < (left: MemberRole, right: MemberRole) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Who shares the vault, as the roster says it.
package struct Member: Hashable, Sendable {
    package let id: RecordID
    package let name: EntryName
    package let role: MemberRole
    let keys: MemberPublicKeys

    func with(_ role: MemberRole) -> Member {
        Member(id: id, name: name, role: role, keys: keys)
    }
}

/// A place in the team that somebody was offered and has not taken.
package struct Invitation: Hashable, Sendable {
    package let id: RecordID
    package let name: EntryName
    package let role: MemberRole
    /// Seconds since 1970; nobody is admitted after it.
    package let expires: UInt64
    /// The key of the code's own pair, which signs the request to join.
    let key: [UInt8]
    /// What the code's owner compares the vault with (``InviteCode/pin(of:founding:length:head:)``).
    let pin: [UInt8]
}
