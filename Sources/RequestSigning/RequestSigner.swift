/// Signs requests with a secret key that it does not give away.
package protocol RequestSigner: AnyObject, Sendable {
    /// The id of the access key that signs.
    var accessKeyID: String { get }

    /// The OSC4-HMAC-SHA256 signature: 64 lower-case hexadecimal digits.
    func signature(of text: StringToSign) throws(SigningError) -> String
}

/// Why there is no signature.
package enum SigningError: Error, Hashable, Sendable {
    /// The holder of the secret key can't be asked, or refuses; with its reason.
    case unavailable(String)
}
