package import SecretMemory

/// One POST to the API, built and signed. A transport only carries it.
package struct HTTPRequest: ~Copyable {
    /// The call, for example `ReadAccessKeys`.
    package let action: String
    /// Whether asking again changes nothing.
    package let isRepeatable: Bool
    /// The absolute URL.
    package let url: String
    /// Whether the URL is `https`; `false` only for the loopback.
    package let isEncrypted: Bool
    /// The headers that must go out exactly so, because the signature covers them.
    package let headers: [HTTPHeader]
    /// The value of `Authorization`. It may be a password's base64, so it is a secret.
    package let authorization: SecretBytes
    /// The exact bytes that were hashed for the signature. There is no secret in them: OUTSCALE logs them.
    package let body: [UInt8]
    /// The room for the answer.
    package let room: AnswerRoom
}

/// A header field.
package struct HTTPHeader: Hashable, Sendable {
    package let name: String
    package let value: String
}
