/// Why there is no answer.
package struct TransportFailure: Error, Hashable, Sendable {
    package let cause: Cause
    /// `false` only where it is proven that not a byte of the request went out.
    package let mayHaveBeenSent: Bool
    /// libcurl's or OpenSSL's own words, control characters removed; may be empty.
    package let detail: String
    /// Whether the server had asked for a client certificate and got none: perhaps that is why.
    package var mayLackCertificate = false
    /// The variable that names a proxy and was not followed, where there was no connection without.
    package var ignoredProxyVariable: String?

    package init(_ cause: Cause, mayHaveBeenSent: Bool, detail: String = "") {
        self.cause = cause
        self.mayHaveBeenSent = mayHaveBeenSent
        self.detail = DisplayText.filtered(detail)
    }

    /// Whether it may have come about because there is no way but a proxy's.
    var isWithoutConnection: Bool {
        switch cause {
        case .nameNotResolved, .notConnected: true
        case .timedOut: !mayHaveBeenSent
        default: false
        }
    }

    /// One case per sentence that a user can act on.
    package enum Cause: Hashable, Sendable {
        /// The host has no address.
        case nameNotResolved
        /// No connection: refused, unreachable, filtered.
        case notConnected
        /// The time for connecting, or for the whole request, ran out.
        case timedOut
        /// The connection ended before the answer was complete.
        case connectionLost
        /// No trusted TLS connection.
        case tls(TLSFailure)
        /// There is no way through the proxy.
        case proxy(ProxyFailure)
        /// The answer has more than ``AnswerRoom/capacity`` bytes, or too many header lines.
        case answerTooLarge
        /// What came back is not HTTP.
        case notHTTP
        /// A setting that libcurl or the file system refuses.
        case setting(InvalidSetting)
        /// libcurl is missing or too old; with the loader's words.
        case library(String)
        /// Anything else; libcurl's code.
        case other(code: Int32)
    }
}

/// Why a TLS connection is not trusted.
package enum TLSFailure: Hashable, Sendable {
    case expired
    case notYetValid
    /// The certificate is for another name.
    case wrongHost
    case selfSigned
    /// No trusted authority has signed it.
    case unknownAuthority
    case revoked
    /// OpenSSL's verification code, see `verify(1)`.
    case unverified(code: Int)
    /// The server wants a client certificate, and none is set.
    case certificateWanted
    /// The server refused the client's certificate; with its alert (RFC 8446, section 6.2).
    case certificateRefused(alert: UInt8)
    /// The two sides did not agree on a connection: protocol version, cipher.
    case handshake
}
