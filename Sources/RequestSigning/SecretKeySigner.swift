package import SecretMemory

/// Signs with a secret key in this process's guarded memory.
///
/// Every intermediate key is in guarded memory, too, and ends with the signature.
package final class SecretKeySigner: RequestSigner {
    package let accessKeyID: String
    private let secretKey: SecretBytes

    package init(accessKeyID: String, secretKey: consuming SecretBytes) {
        self.accessKeyID = accessKeyID
        self.secretKey = secretKey
    }

    package func signature(of text: StringToSign) throws(SigningError) -> String {
        let key = signingKey(for: text.scope)
        let signature = Self.authenticate(text.text, key: key)
        return signature.withBytes { Hex.encode($0) }
    }

    /// HMAC of day, region, service and terminator in turn, each under the result before.
    func signingKey(for scope: SigningScope) -> SecretBytes {
        let seed = SecretBytes(capacity: Self.prefix.count + secretKey.count) { output in
            unsafe output.append(contentsOf: Self.prefix.span.bytes)
            secretKey.withBytes { output.append(contentsOf: $0) }
        }
        let dayKey = Self.authenticate(scope.day, key: seed)
        let regionKey = Self.authenticate(scope.region, key: dayKey)
        let serviceKey = Self.authenticate(SigningScope.service, key: regionKey)
        return Self.authenticate(SigningScope.terminator, key: serviceKey)
    }

    private static let prefix = Array("OSC4".utf8)

    private static func authenticate(_ text: String, key: borrowing SecretBytes) -> SecretBytes {
        unsafe HMACSHA256.authenticationCode(for: Array(text.utf8).span.bytes, key: key)
    }
}
