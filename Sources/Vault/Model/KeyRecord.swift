package import FoundationEssentials

/// What the vault knows of one access key. There is no secret in it, so it may be printed.
package struct KeyRecord: Hashable, Sendable {
    package let id: RecordID
    package var name: EntryName
    /// The profile's record id.
    package var profile: RecordID
    /// The EIM user who owns the key; `nil` for the account or user that made it.
    package var user: String?
    package let accessKeyID: String
    package var state: KeyState
    package var createdAt: Date?
    /// When OUTSCALE ends the key; `nil` for never, or where ``isExpiryKnown`` says that nobody has asked.
    package var expiresAt: Date?
    /// Whether OUTSCALE, or the command that created the key, has told its expiry.
    package var isExpiryKnown: Bool
    package var tag: String?
    package var storedAt: Date
    /// When OUTSCALE last accepted a signature by this key; `nil` while it has not.
    package var verifiedAt: Date?
    /// When a rotation or a lease had no more use for the key, whose end can't be had from OUTSCALE; `nil` for a key in
    /// use. Nobody renews it.
    package var retiredAt: Date?
    /// Who could read the secret and should not know it any more; a rotation cures it. `nil` in a vault without members.
    package var exposure: KeyExposure?
    /// Who had OUTSCALE make or list the key when that last happened: the id of an access key that stands for the
    /// caller, or the e-mail of a login. Only that caller's lists can show that it is gone, and where ``user`` is `nil` this
    /// is whose key it is. `nil` if OUTSCALE has told nobody of it.
    package var caller: String?
    /// When OUTSCALE last changed the key, as it has told: a list with an earlier date is behind.
    package var modifiedAt: Date?

    package init(
        id: RecordID, name: EntryName, profile: RecordID, user: String?, accessKeyID: String,
        state: KeyState, createdAt: Date?, expiresAt: Date?, isExpiryKnown: Bool = true,
        tag: String?, storedAt: Date, verifiedAt: Date?, retiredAt: Date? = nil
    ) {
        self.id = id
        self.name = name
        self.profile = profile
        self.user = user
        self.accessKeyID = accessKeyID
        self.state = state
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.isExpiryKnown = isExpiryKnown
        self.tag = tag
        self.storedAt = storedAt
        self.verifiedAt = verifiedAt
        self.retiredAt = retiredAt
    }
}

/// A member who could read a key was removed: another key for the vault revokes nothing at OUTSCALE.
package struct KeyExposure: Hashable, Sendable {
    package let since: Date
    /// The name of the member.
    package let member: EntryName

    package init(since: Date, member: EntryName) { (self.since, self.member) = (since, member) }
}

extension KeyRecord {
    /// Whether OUTSCALE has ended the key by its date; its state does not follow that.
    package func hasExpired(at date: Date) -> Bool { expiresAt.map { $0 <= date } ?? false }
}

/// OUTSCALE's state of a key, as last seen. It does not follow the expiry.
package enum KeyState: UInt8, Hashable, Sendable {
    case active = 1
    case inactive = 2
    /// OUTSCALE was not asked, or said a word that this version does not know.
    case unknown = 3
}
