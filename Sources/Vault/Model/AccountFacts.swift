package import FoundationEssentials

/// What OUTSCALE has said about a profile's account.
package struct AccountFacts: Hashable, Sendable {
    /// The longest life of an access key in seconds; 0 where there is no limit.
    package var longestLife: AccountFact?
    /// How many access keys an owner may have; 0 where there is no limit.
    package var mostKeys: AccountFact?

    package init(longestLife: AccountFact? = nil, mostKeys: AccountFact? = nil) {
        self.longestLife = longestLife
        self.mostKeys = mostKeys
    }
}

/// A number, and when OUTSCALE has said it by this machine's clock.
package struct AccountFact: Hashable, Sendable {
    package let value: Int64
    package let readAt: Date

    package init(_ value: Int64, readAt: Date) {
        self.value = value
        self.readAt = readAt
    }
}
