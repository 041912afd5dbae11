/// An answer that is no answer. Whatever was asked may have been done.
package struct UnreadableAnswer: Hashable, Sendable {
    package let reason: Reason
    /// The HTTP status, where the answer got that far.
    package let status: Int?

    package init(_ reason: Reason, status: Int? = nil) {
        self.reason = reason
        self.status = status
    }

    package enum Reason: Hashable, Sendable {
        /// A redirection, which is never followed: the signature holds for one host.
        case redirection
        /// An informational or unknown status.
        case unexpectedStatus
        /// More than ``AnswerRoom/capacity`` bytes.
        case tooLarge
        /// Not HTTP.
        case notHTTP
        /// Not JSON, or JSON of a kind that no honest server sends; with the place, in bytes.
        case malformed(JSONScanError)
        /// JSON that lacks a field, or has one of another type.
        case unexpectedContent(field: String)
        /// A created key without its secret.
        case missingSecretKey
    }
}
