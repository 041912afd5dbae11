/// Why there is no way through the proxy. The request was not handed to anybody.
package enum ProxyFailure: Hashable, Sendable {
    /// The proxy's name has no address.
    case nameNotResolved
    case notConnected
    case timedOut
    /// It answered CONNECT with this HTTP status.
    case refused(status: Int)
    /// It speaks SOCKS and did not connect: its own reason is in the failure's detail.
    case refusedBySOCKS
    /// It ended the connection before there was a tunnel.
    case ended
    /// No trusted TLS connection to the proxy itself.
    case tls(TLSFailure)

    /// Whether the proxy may do better in a moment: it has not judged the request by its own rules.
    var isWorthAnotherTry: Bool {
        switch self {
        case .nameNotResolved, .notConnected, .timedOut, .refusedBySOCKS, .ended: true
        case .refused(let status): status >= 500
        case .tls: false
        }
    }
}
