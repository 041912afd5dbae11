/// The parts of a signed request's `Authorization` header:
/// `OSC4-HMAC-SHA256 Credential=AK/D/region/service/osc4_request, SignedHeaders=a;b, Signature=hex`.
struct Authorization: Equatable, Sendable {
    var provider: Provider
    var accessKeyID: String
    /// Day, region, service, terminator.
    var scope: [String]
    var signedHeaders: [String]
    var signature: String

    /// OUTSCALE takes its own dialect and Amazon's.
    enum Provider: String, CaseIterable, Sendable {
        case osc
        case aws

        var algorithm: String { "\(rawValue.uppercased())4-HMAC-SHA256" }
        var terminator: String { "\(rawValue)4_request" }
        var dateHeader: String { self == .aws ? "x-amz-date" : "x-osc-date" }
        var keyPrefix: String { "\(rawValue.uppercased())4" }
    }

    /// Nil for another scheme, and for a header that lacks a part.
    init?(header: String) {
        guard let space = header.firstIndex(of: " "),
            let provider = Provider.allCases.first(where: { $0.algorithm == header[..<space] })
        else { return nil }
        var parts: [String: String] = [:]
        for part in header[space...].split(separator: ",") {
            let trimmed = part.drop { $0 == " " }
            guard let equals = trimmed.firstIndex(of: "=") else { return nil }
            parts[String(trimmed[..<equals])] = String(trimmed[trimmed.index(after: equals)...])
        }
        guard let signedHeaders = parts["SignedHeaders"], let signature = parts["Signature"],
            let credential = parts["Credential"]?.split(
                separator: "/", omittingEmptySubsequences: false
            ).map(String.init),
            credential.count == 5
        else { return nil }
        self.provider = provider
        self.accessKeyID = credential[0]
        self.scope = Array(credential.dropFirst())
        self.signedHeaders = signedHeaders.split(separator: ";").map(String.init)
        self.signature = signature
    }
}
