package import RequestSigning

/// How a client says who it is.
package enum Authentication: Sendable {
    /// With an access key: OSC4-HMAC-SHA256 over each request.
    case signed(any RequestSigner)
    /// With the account's e-mail and password: HTTP Basic (RFC 7617). OUTSCALE takes it for the calls on
    /// access keys and on the API access policy only.
    case login(Login)

    /// The id of the key, or the e-mail.
    package var identity: String {
        switch self {
        case .signed(let signer): signer.accessKeyID
        case .login(let login): login.email
        }
    }

    var caller: Refusal.Caller {
        switch self {
        case .signed: .key
        case .login: .login
        }
    }
}
