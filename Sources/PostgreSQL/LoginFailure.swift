/// Why nobody could log in, read from libpq's words: there is no other way out for that.
///
/// libpq's own are English as long as the program sets no locale. A server's may be in any language, so those are
/// told by the SQLSTATE that they have here (`PQERRORS_VERBOSE`): `FATAL:  28P01: password …`, two spaces before it.
struct LoginFailure {
    let error: DatabaseError

    init(words: String, host: String) {
        let reason = Self.reason(words)
        if let (state, message) = Self.serverMessage(reason) {
            error = Self.error(state: state, message: ServerText.line(String(message)), host: host)
        } else {
            error = Self.error(ownWords: ServerText.line(String(reason)), host: host)
        }
    }

    /// The first line without `connection to server at "…", port 5432 failed: `.
    private static func reason(_ words: String) -> Substring {
        let line = words.prefix { $0 != "\n" }
        guard line.hasPrefix("connection to server"), let range = line.firstRange(of: " failed: ")
        else { return line }
        return line[range.upperBound...]
    }

    private static func serverMessage(_ reason: Substring) -> (state: String, message: Substring)? {
        guard let severity = reason.firstRange(of: ":  ") else { return nil }
        let rest = reason[severity.upperBound...]
        let state = rest.prefix { $0.isASCII && ($0.isNumber || $0.isUppercase) }
        let message = rest.dropFirst(state.count)
        guard state.count == 5, message.hasPrefix(": ") else { return nil }
        return (String(state), message.dropFirst(2))
    }

    private static func error(state: String, message: String, host: String) -> DatabaseError {
        switch state.prefix(2) {
        // invalid_authorization_specification
        case "28": return .loginRefused(reason: message)
        // connection_exception, which pgbouncer says of everything; its words are always English.
        case "08" where message.contains("auth") || message.contains("no such user"):
            return .loginRefused(reason: message)
        // The same of a database that there is not.
        case "08" where message.contains("no such database"):
            return .refused(state: "3D000", message: message)
        // connection_exception, insufficient_resources, operator_intervention (starting up, shutting down)
        case "08", "53", "57": return .unreachable(host: host, reason: message)
        default: return DatabaseError(state: state, message: message, constraint: nil)
        }
    }

    private static let rules:
        [(words: [String], error: @Sendable (String, String) -> DatabaseError)] = [
            (["could not translate host name"], { .unreachable(host: $0, reason: $1) }),
            // The first byte of the answer is none of PostgreSQL's.
            (
                ["invalid response to SSL negotiation", "expected authentication request"],
                { host, _ in .noServer(host: host) }
            ),
            // The server's word on our certificate comes as an alert of TLS.
            ([" alert "], { .loginRefused(reason: $1) }),
            (
                ["SSL SYSCALL", "closed the connection", "closed unexpectedly"],
                { .unreachable(host: $0, reason: $1) }
            ),
            (["SSL", "TLS", "certificate"], { .untrusted(reason: $1) }),
            (
                [
                    "password", "authentication", "SASL", "SCRAM", "channel binding",
                    "server signature",
                ],
                { .loginRefused(reason: $1) }
            ),
        ]

    private static func error(ownWords: String, host: String) -> DatabaseError {
        let rule = rules.first { $0.words.contains { ownWords.contains($0) } }
        return rule?.error(host, ownWords) ?? .unreachable(host: host, reason: ownWords)
    }
}
