/// What the derived key authenticates: algorithm, time, scope and the canonical request's digest.
package struct StringToSign: Hashable, Sendable {
    /// The name of the algorithm, first in this text and in the `Authorization` header.
    package static let algorithm = "OSC4-HMAC-SHA256"

    /// The value of `X-Osc-Date`.
    package let time: SigningTime
    /// What the key is derived for.
    package let scope: SigningScope
    /// SHA-256 of ``CanonicalRequest/text``.
    package let requestDigest: String

    package init(_ request: CanonicalRequest, region: String) {
        time = request.time
        scope = SigningScope(time: request.time, region: region)
        requestDigest = SHA256.hexDigest(of: request.text)
    }

    init(time: SigningTime, scope: SigningScope, requestDigest: String) {
        self.time = time
        self.scope = scope
        self.requestDigest = requestDigest
    }

    package var text: String { "\(Self.algorithm)\n\(time)\n\(scope)\n\(requestDigest)" }
}
