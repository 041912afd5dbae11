package import FoundationEssentials

/// A change at OUTSCALE that has been decided and is not yet known to be done.
///
/// It is durable before the request is sent, so that a crash at any instruction leaves a trace.
package struct Intent: Hashable, Sendable {
    /// The raw values of kinds and phases stand in the file; they never change their meaning.
    package enum Kind: UInt8, Hashable, Sendable {
        case issue = 1
        /// State, expiry and Tag of a key that stays.
        case update = 2
        case delete = 3
        /// A key takes another's place.
        case rotate = 4
        /// A key lives as long as the process that it was made for.
        case lease = 5
    }

    package enum Phase: UInt8, Hashable, Sendable {
        /// The request may have been sent.
        case sending = 1
        /// The request was sent and its answer was lost.
        case unknown = 2
        /// The key and its secret are in the vault.
        case stored = 3
        /// A rotation whose new key is not proven yet: the old one is in use.
        case replacing = 4
        /// The new key has the old one's name; both are active.
        case promoted = 5
        /// The old key is inactive and will be deleted once its grace has passed.
        case retired = 6
        /// The old key is about to get its place back, and the new one to be deleted.
        case undoing = 7
        /// A lease: its key is made, used, or about to be deleted.
        case leased = 8
        /// A deletion whose key OUTSCALE listed: its requests may have been sent.
        case deleting = 9
        /// A creation whose sealed secret a person has brought to another directory: only `recover --landing`
        /// stores it, and nothing deletes its key.
        case elsewhere = 10
    }

    /// The one thing that an update is about; all else stays as OUTSCALE has it then.
    package enum Field: UInt8, Hashable, Sendable {
        case state = 1
        case expiry = 2
        case tag = 3
    }

    package let id: RecordID
    package let kind: Kind
    package var phase: Phase
    package let profile: RecordID
    /// The name and the record of the key that this is about; of a rotation, of the new one; of a
    /// lease, of its key.
    package var keyName: EntryName
    package let keyID: RecordID
    package let user: String?
    /// The Tag that a creation's request carries; no other key in the world has it.
    package let tag: String
    /// The Tag that the user wants: once the secret is safe, or of an update of the Tag.
    package let userTag: String?
    /// The expiry of the new key, or that an update of the expiry sets; `nil` for never.
    package let expiresAt: Date?
    package let endpoint: String
    /// The machine that sent the request, or that has taken the intent over.
    package var hostID: String
    package let startedAt: Date
    /// The ids of the keys that the owner had before.
    package let knownKeys: [String]
    package var accessKeyID: String?
    /// What an update sets: ``targetState``, ``expiresAt`` or ``userTag``.
    package let field: Field?
    /// The state that an update sets.
    package var targetState: KeyState?
    /// The record of the key that a rotation replaces.
    package var previousKeyID: RecordID?
    /// How long a rotation leaves its old key inactive before it is deleted, in seconds.
    package var graceSeconds: Int64?
    /// When a rotation's old key may be deleted.
    package var notBefore: Date?
    /// The process that a lease ends with.
    package let owner: ProcessIdentity?

    package init(
        id: RecordID, kind: Kind, phase: Phase, profile: RecordID, keyName: EntryName,
        keyID: RecordID, user: String?, tag: String, userTag: String?, expiresAt: Date?,
        endpoint: String, hostID: String, startedAt: Date, knownKeys: [String],
        accessKeyID: String?, field: Field? = nil, targetState: KeyState? = nil,
        previousKeyID: RecordID? = nil,
        graceSeconds: Int64? = nil, notBefore: Date? = nil, owner: ProcessIdentity? = nil
    ) {
        self.id = id
        self.kind = kind
        self.phase = phase
        self.profile = profile
        self.keyName = keyName
        self.keyID = keyID
        self.user = user
        self.tag = tag
        self.userTag = userTag
        self.expiresAt = expiresAt
        self.endpoint = endpoint
        self.hostID = hostID
        self.startedAt = startedAt
        self.knownKeys = knownKeys
        self.accessKeyID = accessKeyID
        self.field = field
        self.targetState = targetState
        self.previousKeyID = previousKeyID
        self.graceSeconds = graceSeconds
        self.notBefore = notBefore
        self.owner = owner
    }
}
