/// The value of the `Authorization` header of a signed request.
package struct Authorization: Hashable, Sendable, CustomStringConvertible {
    package let accessKeyID: String
    package let scope: SigningScope
    package let signature: String

    /// Signs a request.
    package init(
        signing request: CanonicalRequest, region: String, by signer: any RequestSigner
    ) throws(SigningError) {
        let text = StringToSign(request, region: region)
        accessKeyID = signer.accessKeyID
        scope = text.scope
        signature = try signer.signature(of: text)
    }

    package var description: String {
        "\(StringToSign.algorithm) Credential=\(accessKeyID)/\(scope), "
            + "SignedHeaders=\(CanonicalRequest.signedHeaders), Signature=\(signature)"
    }
}
