import RequestSigning

/// A signer whose signature is worthless, or that refuses.
final class RequestSigningDouble: RequestSigner {
    let accessKeyID: String
    private let failure: SigningError?

    init(accessKeyID: String, failure: SigningError? = nil) {
        self.accessKeyID = accessKeyID
        self.failure = failure
    }

    func signature(of text: StringToSign) throws(SigningError) -> String {
        if let failure { throw failure }
        return String(repeating: "0", count: 64)
    }
}
