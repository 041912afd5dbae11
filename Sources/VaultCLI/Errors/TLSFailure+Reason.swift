import APIClient

extension TLSFailure {
    /// The middle of a sentence.
    var reason: String {
        switch self {
        case .expired: "the server's certificate has expired"
        case .notYetValid: "the server's certificate is not valid yet; check this machine's clock"
        case .wrongHost: "the server's certificate is for another name"
        case .selfSigned: "the server's certificate is self-signed"
        case .unknownAuthority:
            "no trusted authority has signed the server's certificate; name yours with --ca-file"
        case .revoked: "the server's certificate is revoked"
        case .unverified(let code): "the server's certificate is not trusted (OpenSSL \(code))"
        case .certificateWanted: "the server wants a client certificate"
        case .certificateRefused: "the server refused the client certificate"
        case .handshake: "the handshake failed"
        }
    }
}
