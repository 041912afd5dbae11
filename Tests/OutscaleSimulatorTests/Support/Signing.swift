@testable import OutscaleSimulator

/// Signs requests for the tests. It trusts the simulator's own arithmetic, which the published
/// vector, curl and OUTSCALE's SDK hold to account.
struct Signing {
    var key: AccessKey
    var host: String
    var now: Instant
    var provider = Authorization.Provider.osc
    var signedHeaders: [String]?
    var terminator: String?
    var day: String?

    func request(_ call: Call, _ parameters: JSON = [:]) -> WireRequest {
        sign(
            WireRequest(
                method: "POST", path: "/api/v1/" + call.rawValue,
                headers: ["content-type": "application/json", "host": host],
                body: parameters.text))
    }

    func sign(_ request: WireRequest) -> WireRequest {
        var request = request
        let stamp = DateReading.stamp(of: now)
        request.headers[provider.dateHeader] = stamp
        let names = signedHeaders ?? request.headers.keys.sorted()
        let scope = [
            day ?? String(stamp.prefix(8)), "eu-west-2", "api", terminator ?? provider.terminator,
        ].joined(separator: "/")
        let header =
            "\(provider.algorithm) Credential=\(key.id)/\(scope), "
            + "SignedHeaders=\(names.joined(separator: ";")), Signature="
        if let authorization = Authorization(header: header + "-") {
            let check = SignatureCheck(request: request, authorization: authorization, now: now)
            let signature = check.signature(secret: key.secret, stamp: stamp)
            request.headers["authorization"] = header + signature
        }
        return request
    }
}
