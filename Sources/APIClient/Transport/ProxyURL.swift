/// The proxy that a company's machines reach the internet through: scheme, host and port, no login.
package struct ProxyURL: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Asked in clear for a tunnel (CONNECT, RFC 9110 §9.3.6); what goes through it is TLS all the same.
        case http
        /// The same over TLS.
        case https
        /// SOCKS 5 (RFC 1928), which resolves the names.
        case socks5h

        fileprivate var usualPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            case .socks5h: 1080
            }
        }
    }

    package let kind: Kind
    private let authority: EndpointAuthority

    /// Reads a URL; without a scheme it is `http`, as everywhere.
    package init(_ text: String) throws(ProxyURLError) {
        let (scheme, rest) = Endpoint.splitScheme(text, default: Kind.http.rawValue)
        guard let kind = Kind(rawValue: scheme) else { throw .unsupportedScheme(scheme) }
        guard !rest.contains("@") else { throw .hasLogin }
        do { authority = try EndpointAuthority(rest.hasSuffix("/") ? rest.dropLast() : rest) } catch
        { throw .invalid(error) }
        self.kind = kind
    }

    /// With the port, because libcurl's usual one is another than everybody's.
    package var description: String {
        "\(kind.rawValue)://\(authority.host):\(authority.port ?? kind.usualPort)"
    }
}

/// Why a text is no proxy; one case per cure.
package enum ProxyURLError: Error, Hashable, Sendable {
    case unsupportedScheme(String)
    /// A user, and perhaps a password, stand in it, where the machine's process list shows them.
    case hasLogin
    case invalid(EndpointError)
}
