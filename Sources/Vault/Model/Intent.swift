package import FoundationEssentials

/// A change at OUTSCALE that has been decided and is not yet known to be done.
///
/// It is durable before the request is sent, so that a crash at any instruction leaves a trace.
package struct Intent: Hashable, Sendable {
    package let id: RecordID
    package let profile: RecordID
    /// The machine and the vault file that sent the request, or that have taken the intent over.
    package var host: String
    /// Who of a team answers for it; `nil` in a private vault.
    package var holder: IntentHolder?
    package var startedAt: Date
    /// The origin that the requests go to.
    package let endpoint: String
    /// `vlt1-` and the id: the Tag that a creation's request carries. No other key in the world has it.
    package let tag: String
    /// The key that this is about; of a rotation, the new one.
    package var key: IntendedKey
    package var work: Work
    /// The ids of the keys whose deletion OUTSCALE has accepted under this intent.
    package var acceptedDeletions: [String]

    package init(
        id: RecordID, profile: RecordID, host: String, startedAt: Date, endpoint: String,
        tag: String, key: IntendedKey, work: Work, acceptedDeletions: [String] = [],
        holder: IntentHolder? = nil
    ) {
        self.holder = holder
        self.id = id
        self.profile = profile
        self.host = host
        self.startedAt = startedAt
        self.endpoint = endpoint
        self.tag = tag
        self.key = key
        self.work = work
        self.acceptedDeletions = acceptedDeletions
    }

    /// What is to be done.
    package enum Work: Hashable, Sendable {
        case issue(Issue)
        case update(Update)
        case delete(Deletion)
        case rotate(Rotation)
        case lease(Lease)
    }
}

/// A key as an intent knows it: it may not exist yet, here or at OUTSCALE.
package struct IntendedKey: Hashable, Sendable {
    /// The key's record in the vault.
    package let record: RecordID
    package var name: EntryName
    /// The EIM user who owns it; `nil` for the caller.
    package var user: String?

    package init(record: RecordID, name: EntryName, user: String?) {
        self.record = record
        self.name = name
        self.user = user
    }

    /// A key of the vault.
    package init(_ key: KeyRecord) {
        self.init(record: key.id, name: key.name, user: key.user)
    }
}

/// The one thing of a key that UpdateAccessKey is asked to change.
package enum KeyChange: Hashable, Sendable {
    case state(KeyState)
    /// `nil` for never.
    case expiry(Date?)
    /// `nil` for none.
    case tag(String?)
}
