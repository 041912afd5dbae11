import APIClient
package import FoundationEssentials
package import Vault

/// What a user asks of `create-key`.
package struct IssueRequest: Sendable {
    /// The last second that a date of four digits for the year can name.
    package static let lastExpiry = Date(timeIntervalSince1970: 253_402_300_799)

    /// The key's name in the vault; free before the request is sent.
    package let name: EntryName
    /// The account and region.
    package let profile: Profile
    /// The EIM user who will own the key; `nil` for the caller.
    package private(set) var user: String?
    /// The key whose owner will own this one too, whoever that turns out to be; `nil` if ``user`` was named.
    package let original: KeyRecord?
    /// Where the expiry is to follow the original's.
    package let lifetime: UsualLifetime?
    /// When OUTSCALE ends the key; `nil` for never.
    package private(set) var expiresAt: Date?
    /// Whether a ceiling of the account may cut the expiry: it comes from a span or a default, and is no date that a
    /// person has named.
    package let mayBeCut: Bool
    /// Whether the expiry was cut to the account's ceiling.
    package private(set) var isCut = false
    /// The user's own tag, set once the secret is safe; until then the key carries the intent's.
    package let tag: String?
    /// The origin that the requests go to, for the journal.
    package let endpoint: String

    package init(
        name: EntryName, profile: Profile, user: String?, like original: KeyRecord? = nil,
        expiresAt: Date?, lifetime: UsualLifetime? = nil,
        mayBeCut: Bool = false, tag: String?, endpoint: String
    ) {
        self.name = name
        self.profile = profile
        self.user = user
        self.original = original
        self.lifetime = lifetime
        self.expiresAt = expiresAt
        self.mayBeCut = mayBeCut
        self.tag = tag
        self.endpoint = endpoint
    }

    /// The same for the original's owner, with an expiry that follows the original's.
    ///
    /// - Parameter facts: the original as OUTSCALE lists it; they count where the vault does not know them.
    func owned(by user: String?, replacing facts: AccessKey?) throws(LifecycleError) -> IssueRequest
    {
        var request = self
        request.user = user
        if var original, let lifetime {
            if !original.isExpiryKnown, let facts { original.align(with: facts) }
            request.expiresAt = try lifetime.expiry(replacing: original)
        }
        return request
    }

    /// The same with the latest expiry that the account allows.
    func cut(to latest: Date?) -> IssueRequest {
        var request = self
        request.expiresAt = latest
        request.isCut = true
        return request
    }
}
