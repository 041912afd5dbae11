/// Judges a signed request by the published rules of OSC4-HMAC-SHA256, which are those of AWS
/// Signature Version 4 with other names.
struct SignatureCheck {
    var request: WireRequest
    var authorization: Authorization
    var now: Instant

    /// Seconds that a request may be old, or early.
    static let window = 300

    enum Failure: Error, Equatable {
        case terminator, unsignedHost, unsignedDate, missingDate, otherDay, clock
        case missingHeader, unsortedHeaders, bodyHash, signature
    }

    func verify(secret: String) throws(Failure) {
        let stamp = try checkedStamp()
        try checkHeaders()
        let expected = signature(secret: secret, stamp: stamp)
        guard SHA256.areEqual(expected, authorization.signature) else { throw .signature }
    }

    private func checkedStamp() throws(Failure) -> String {
        let provider = authorization.provider
        guard authorization.scope[3] == provider.terminator else { throw .terminator }
        guard let stamp = request.header(provider.dateHeader),
            let instant = DateReading.stamp(stamp)
        else { throw .missingDate }
        guard stamp.prefix(8) == authorization.scope[0] else { throw .otherDay }
        guard abs(now - instant) <= Self.window else { throw .clock }
        return stamp
    }

    private func checkHeaders() throws(Failure) {
        let names = authorization.signedHeaders
        guard names.contains("host") else { throw .unsignedHost }
        guard names.contains(authorization.provider.dateHeader) else { throw .unsignedDate }
        guard names == names.sorted(), Set(names).count == names.count,
            names.allSatisfy({ $0 == $0.lowercased() })
        else { throw .unsortedHeaders }
        guard names.allSatisfy({ request.header($0) != nil }) else { throw .missingHeader }
        let declared =
            "x-\(authorization.provider.rawValue == "aws" ? "amz" : "osc")-content-sha256"
        if let hash = request.header(declared), hash != SHA256.hex(SHA256.digest(request.body)) {
            throw .bodyHash
        }
    }
}

/// The signature that the request ought to carry.
extension SignatureCheck {
    func signature(secret: String, stamp: String) -> String {
        let scope = authorization.scope.joined(separator: "/")
        let hash = SHA256.hex(SHA256.digest(Array(canonicalRequest.utf8)))
        let text = [authorization.provider.algorithm, stamp, scope, hash].joined(separator: "\n")
        return SHA256.hex(
            SHA256.authentication(of: Array(text.utf8), key: signingKey(secret: secret)))
    }

    /// The secret, narrowed to the scope's day, region, service and terminator in turn.
    func signingKey(secret: String) -> [UInt8] {
        authorization.scope.reduce(Array((authorization.provider.keyPrefix + secret).utf8)) {
            SHA256.authentication(of: Array($1.utf8), key: $0)
        }
    }

    var canonicalRequest: String {
        let headers = authorization.signedHeaders.map { name in
            name + ":" + Self.collapsed(request.header(name) ?? "") + "\n"
        }
        return [
            request.method, request.resource, canonicalQuery,
            headers.joined(), authorization.signedHeaders.joined(separator: ";"),
            SHA256.hex(SHA256.digest(request.body)),
        ].joined(separator: "\n")
    }

    /// Sorted by name; a name without `=` gets one.
    private var canonicalQuery: String {
        request.query.split(separator: "&")
            .map { $0.contains("=") ? String($0) : $0 + "=" }
            .sorted().joined(separator: "&")
    }

    /// Trimmed, and each run of spaces within is one.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
