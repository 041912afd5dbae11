package import SystemPackage

/// What a user may set about the connection; everything else is fixed.
package struct TransportSettings: Hashable, Sendable {
    /// A file of PEM certificates to trust instead of the system's.
    package var caFile: FilePath?
    /// The client certificate that an API access rule asks for: PEM, with its key unless ``clientKey`` is set.
    package var clientCertificate: FilePath?
    /// The client certificate's private key: PEM, not encrypted, readable by its owner alone.
    package var clientKey: FilePath?
    /// The proxy that every request goes through; the environment's variables have no say.
    package var proxy: ProxyURL?
    package var proxyLogin: ProxyLogin?
    /// The variable that names a proxy and is not followed, for the failure that it may explain.
    package var ignoredProxyVariable: String?
    /// Seconds for one request from connecting to the last byte.
    package var timeoutSeconds: Int
    /// The value of `User-Agent`, which OUTSCALE keeps in the account's API logs.
    package var userAgent: String

    package init(
        caFile: FilePath? = nil, clientCertificate: FilePath? = nil, clientKey: FilePath? = nil,
        proxy: ProxyURL? = nil, timeoutSeconds: Int = 30, userAgent: String = "vault"
    ) {
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.proxy = proxy
        self.timeoutSeconds = timeoutSeconds
        self.userAgent = userAgent
    }
}
