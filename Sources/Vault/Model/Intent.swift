package import FoundationEssentials

/// A change at OUTSCALE that has been decided and is not yet known to be done.
///
/// It is durable before the request is sent, so that a crash at any instruction leaves a trace.
package struct Intent: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case issue = 1
    }

    package enum Phase: UInt8, Hashable, Sendable {
        /// The request may have been sent.
        case sending = 1
        /// The request was sent and its answer was lost.
        case unknown = 2
        /// The key and its secret are in the vault.
        case stored = 3
    }

    package let id: RecordID
    package let kind: Kind
    package var phase: Phase
    package let profile: RecordID
    /// The name and the record that the key will have.
    package let keyName: EntryName
    package let keyID: RecordID
    package let user: String?
    /// The Tag that the request carries; no other key in the world has it.
    package let tag: String
    /// The Tag that the user wants once the secret is safe.
    package let userTag: String?
    package let expiresAt: Date?
    package let endpoint: String
    /// The machine that sent the request.
    package let hostID: String
    package let startedAt: Date
    /// The ids of the keys that the owner had before.
    package let knownKeys: [String]
    package var accessKeyID: String?

    package init(
        id: RecordID, kind: Kind, phase: Phase, profile: RecordID, keyName: EntryName,
        keyID: RecordID, user: String?, tag: String, userTag: String?, expiresAt: Date?,
        endpoint: String, hostID: String, startedAt: Date, knownKeys: [String],
        accessKeyID: String?
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
    }
}
