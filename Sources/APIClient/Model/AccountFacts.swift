/// An OUTSCALE account. ReadAccounts tells much about its owner; only the id is kept.
package struct Account: Hashable, Sendable {
    package let id: String

    package init(id: String) { self.id = id }
}

/// The account's rules for calls to the API.
package struct AccessPolicy: Hashable, Sendable {
    /// The longest life of an access key, in seconds; `nil` if there is no ceiling.
    package let maximumLifetime: Int64?
    /// Whether calls must come from a session with two factors.
    package let requiresTrustedEnvironment: Bool

    package init(maximumLifetime: Int64?, requiresTrustedEnvironment: Bool) {
        self.maximumLifetime = maximumLifetime
        self.requiresTrustedEnvironment = requiresTrustedEnvironment
    }
}

/// How much of something the account may have.
package struct Quota: Hashable, Sendable {
    /// 0 is without limit.
    package let maximum: Int64
    package let used: Int64

    package init(maximum: Int64, used: Int64) {
        self.maximum = maximum
        self.used = used
    }
}
