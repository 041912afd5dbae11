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
    package let user: String?
    /// When OUTSCALE ends the key; `nil` for never.
    package let expiresAt: Date?
    /// The user's own tag, set once the secret is safe; until then the key carries the intent's.
    package let tag: String?
    /// The origin that the requests go to, for the journal.
    package let endpoint: String

    package init(
        name: EntryName, profile: Profile, user: String?, expiresAt: Date?, tag: String?,
        endpoint: String
    ) {
        self.name = name
        self.profile = profile
        self.user = user
        self.expiresAt = expiresAt
        self.tag = tag
        self.endpoint = endpoint
    }
}
