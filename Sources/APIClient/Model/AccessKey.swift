package import FoundationEssentials

/// An access key as OUTSCALE lists it: no secret, no owner, no last use.
package struct AccessKey: Hashable, Sendable {
    /// The AccessKeyId.
    package let id: String
    package let state: State
    package let createdAt: Date?
    package let modifiedAt: Date?
    /// `nil` is never. The state does not follow it: a key past its expiry is still listed as active.
    package var expiresAt: Date?
    package let tag: String?

    package init(
        id: String, state: State, createdAt: Date? = nil, modifiedAt: Date? = nil,
        expiresAt: Date? = nil, tag: String? = nil
    ) {
        self.id = id
        self.state = state
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.expiresAt = expiresAt
        self.tag = tag
    }

    package enum State: String, Hashable, Sendable {
        case active = "ACTIVE"
        case inactive = "INACTIVE"
        /// A word that this version does not know.
        case unknown = "UNKNOWN"
    }
}
