/// One HTTP request as it arrived: nothing decoded, so that its signature can be judged.
struct WireRequest: Sendable {
    var method: String
    /// The path as sent, percent signs and all.
    var path: String
    /// What follows the question mark, without it.
    var query = ""
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    /// The path that is looked up and signed. OUTSCALE's osc-cli signs `/api/latest/X` and sends
    /// `//api/latest/X`, so slashes before it count as one.
    var resource: String { "/" + path.drop { $0 == "/" } }

    func header(_ name: String) -> String? { headers[name] }

    /// The kind of credential that was shown, never its content: for the log.
    var authorizationScheme: String {
        guard let value = header("authorization") else { return "none" }
        return switch value.prefix(while: { $0 != " " }) {
        case "Basic": "basic"
        case "OSC4-HMAC-SHA256": "OSC4"
        case "AWS4-HMAC-SHA256": "AWS4"
        default: "other"
        }
    }
}
