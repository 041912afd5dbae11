/// One OUTSCALE account and region, and how its API is reached.
package struct Profile: Hashable, Sendable {
    package let id: RecordID
    package var name: EntryName
    package var region: String
    /// The API's origin; `nil` for the region's own.
    package var endpoint: String?
    /// Whether `http://` to a literal loopback address is accepted.
    package var allowsInsecureLoopback: Bool
    package var caFile: String?
    package var clientCertificate: String?
    package var clientKey: String?
    /// The URL of the proxy that the API is reached through, without a login.
    package var proxy: String?
    /// The proxy's user and password.
    package var proxyLogin: SealedLogin?
    /// The lifetime of a key that is created without an expiry, in seconds.
    package var defaultLifetime: Int64?
    /// The key that signs the profile's API calls.
    package var signingKey: RecordID?
    package var accountID: String?
    package var isDefault: Bool
    /// What is known of the account at ``endpoint``.
    package var accountFacts: AccountFacts

    package init(
        id: RecordID = .random(), name: EntryName, region: String, endpoint: String? = nil,
        allowsInsecureLoopback: Bool = false, caFile: String? = nil,
        clientCertificate: String? = nil, clientKey: String? = nil, proxy: String? = nil,
        proxyLogin: SealedLogin? = nil,
        defaultLifetime: Int64? = nil,
        signingKey: RecordID? = nil, accountID: String? = nil, isDefault: Bool = false,
        accountFacts: AccountFacts = AccountFacts()
    ) {
        self.id = id
        self.name = name
        self.region = region
        self.endpoint = endpoint
        self.allowsInsecureLoopback = allowsInsecureLoopback
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.proxy = proxy
        self.proxyLogin = proxyLogin
        self.defaultLifetime = defaultLifetime
        self.signingKey = signingKey
        self.accountID = accountID
        self.isDefault = isDefault
        self.accountFacts = accountFacts
    }
}
