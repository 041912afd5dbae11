/// Where the OUTSCALE API is: scheme, host and port (RFC 6454's origin), and nothing else.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The path below which the actions lie.
    package static let basePath = "/api/v1"

    /// Whether the connection is guarded by TLS; only the loopback may do without.
    package let isEncrypted: Bool
    /// Lower case; an IPv6 address in its brackets.
    package let hostName: String
    /// `nil` is the scheme's own port.
    package let port: Int?

    /// Reads an origin.
    ///
    /// Without a scheme it is `https`. OUTSCALE's own tools write the same endpoint with and without a
    /// path, so a trailing `/`, `/api/v1` or `/api/latest` is dropped.
    package init(_ text: String, allowingInsecureLoopback: Bool) throws(EndpointError) {
        let (scheme, rest) = Self.splitScheme(text, default: "https")
        guard scheme == "https" || scheme == "http" else { throw .unsupportedScheme(scheme) }
        let authority = try EndpointAuthority(Self.withoutBasePath(rest))
        isEncrypted = scheme == "https"
        hostName = authority.host
        port = authority.port == (isEncrypted ? 443 : 80) ? nil : authority.port
        guard !isEncrypted else { return }
        guard hostName == "127.0.0.1" || hostName == "[::1]" else { throw .plainHTTP }
        guard allowingInsecureLoopback else { throw .insecureLoopbackNotAllowed }
    }

    private init(encryptedHost host: String) {
        isEncrypted = true
        hostName = host
        port = nil
    }

    /// The region's own endpoint.
    package static func standard(for region: Region) -> Endpoint {
        Endpoint(encryptedHost: "api.\(region).outscale.com")
    }

    /// The region that the host's name tells, if it is one of OUTSCALE's: `api.eu-west-2.outscale.com`.
    package var regionInName: Region? {
        let labels = hostName.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count == 4, labels[0] == "api", labels[2] == "outscale", labels[3] == "com"
        else { return nil }
        return Region(String(labels[1]))
    }

    package func isStandard(for region: Region) -> Bool { self == .standard(for: region) }

    /// The value of the `Host` header: with the port unless it is the scheme's own.
    package var host: String { port.map { "\(hostName):\($0)" } ?? hostName }

    /// For example `https://api.eu-west-2.outscale.com`.
    package var origin: String { "\(isEncrypted ? "https" : "http")://\(host)" }

    /// The URL of an action.
    package func url(of action: String) -> String { origin + Self.path(of: action) }

    /// The path of an action, as it is signed.
    package static func path(of action: String) -> String { "\(basePath)/\(action)" }

    package var description: String { origin }
}

extension Endpoint {
    /// The scheme in lower case, and what stands behind `://`.
    static func splitScheme(
        _ text: String, default usual: String
    ) -> (scheme: String, rest: Substring) {
        guard let separator = text.firstRange(ofText: "://") else { return (usual, text[...]) }
        return (text[..<separator.lowerBound].lowercased(), text[separator.upperBound...])
    }

    /// What is left when the spellings of the API's own path are taken off the end.
    private static func withoutBasePath(_ text: Substring) -> Substring {
        var rest = text
        while rest.hasSuffix("/") { rest.removeLast() }
        for path in [basePath, "/api/latest"] where rest.hasSuffix(path) {
            rest.removeLast(path.count)
            break
        }
        while rest.hasSuffix("/") { rest.removeLast() }
        return rest
    }
}

extension String {
    /// The first occurrence of a text, compared byte by byte.
    fileprivate func firstRange(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text),
                let end = index(start, offsetBy: text.count, limitedBy: endIndex)
            {
                return start..<end
            }
            start = index(after: start)
        }
        return nil
    }
}
