import APIClient
import FoundationEssentials
import RequestSigning
import Vault

extension Failure {
    init(_ error: APIError) {
        switch error {
        case .unreachable(let failure), .interrupted(let failure): self.init(failure)
        case .throttled(let refusal):
            self.init(
                .unreachable, "throttled",
                "OUTSCALE asks to slow down\(refusal.words). Try again in a minute.",
                refusal: refusal)
        case .refused(let refusal):
            self.init(.api, "api", Self.refused(refusal), refusal: refusal)
        case .intermediary(let answer):
            self.init(
                Self.status(of: answer.status), "api",
                "something between here and OUTSCALE answered in its place, with HTTP "
                    + "\(answer.status)\(answer.quoted). Check the network's proxies and firewalls, "
                    + "and the profile's endpoint.")
        case .serverFailed(let refusal):
            self.init(
                Self.status(of: refusal.status), "api",
                "OUTSCALE failed with HTTP \(refusal.status)\(refusal.words). Try again later.",
                refusal: refusal)
        case .unreadable(let answer): self.init(.api, "api", Self.unreadable(answer))
        case .invalidSetting(let setting): self.init(setting.status, "setting", setting.sentence)
        case .libraryMissing(let words):
            self.init(
                .setting, "setting", "libcurl could not be loaded: \(words). Install libcurl4.")
        case .signing(.unavailable(let reason)): self.init(VaultError.keyUnavailable(reason))
        }
    }

    /// Too many requests, whoever says so, is a matter of time; anything else is an answer.
    private static func status(of httpStatus: Int) -> ExitStatus {
        [429, 503].contains(httpStatus) ? .unreachable : .api
    }

    /// 401 with code 1 does not tell a bad key from a wrong clock, so the clock is looked at first.
    private static func refused(_ refusal: Refusal) -> String {
        if refusal.contains(code: "1"), let skew = refusal.clockSkew, abs(skew) > 240 {
            return
                "OUTSCALE refused the \(refusal.caller == .login ? "login" : "signature") because this machine's "
                + "clock is wrong by \(ClockSkew.phrase(skew)). Set the "
                + "clock, then try again."
        }
        let hint =
            switch refusal.first?.code {
            case "1" where refusal.caller == .login:
                " Check the e-mail and the password, and that they are this account's."
            case "1":
                " Check the key's state and expiry, and the region. If it signs for its profile and is lost, use '--login "
                    + "EMAIL', or let another sign: 'vault profile set --signing-key'."
            case "4", "5", "7":
                " The caller has no right to this call, or it wants a client certificate."
            case "11" where refusal.caller == .login:
                " The login is locked for good; ask OUTSCALE's support."
            case "11": " The key is locked for good; make another."
            case "13": " Too many failures: wait a minute, then try again."
            case "14": " An API access rule of the account forbids this address or certificate."
            case "20": " Set a new password in Cockpit."
            case "10005": " Delete a key that is not needed."
            default: ""
            }
        return "OUTSCALE refused\(refusal.words).\(hint)"
    }

    private static func unreadable(_ answer: UnreadableAnswer) -> String {
        let what =
            switch answer.reason {
            case .redirection: "it is a redirection, which is never followed"
            case .unexpectedStatus: "its status is unknown"
            case .tooLarge: "it is larger than any honest answer"
            case .notHTTP: "it is not HTTP"
            case .malformed: "it is no proper JSON"
            case .unexpectedContent(let field): "its field '\(field)' is missing or odd"
            case .missingSecretKey: "it has no secret"
            }
        let status = answer.status.map { " (HTTP \($0))" } ?? ""
        return "the answer can't be used: \(what)\(status). Check the profile's endpoint."
    }
}

extension ForeignAnswer {
    /// Its words in quotation marks, if it has any.
    fileprivate var quoted: String { words.isEmpty ? "" : " and the words '\(words)'" }
}

/// How wrong a clock is, in words.
enum ClockSkew {
    static func phrase(_ seconds: Double) -> String {
        let distance = Int(abs(seconds))
        let length = distance < 120 ? "\(distance) s" : "\((distance + 30) / 60) min"
        return "\(length) (it is \(seconds > 0 ? "ahead" : "behind"))"
    }
}

extension Refusal {
    /// What OUTSCALE said, after a colon.
    var words: String {
        let said = errors.map(\.words)
        let request = requestID.map { "request \($0)" }
        let parts = (said.isEmpty ? ["HTTP \(status)"] : said) + (request.map { [$0] } ?? [])
        let text = parts.joined(separator: "; ")
        // Whoever quotes it ends the sentence.
        return ": " + (text.hasSuffix(".") ? text.dropLast() : text[...])
    }
}
