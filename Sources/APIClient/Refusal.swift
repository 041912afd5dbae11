/// What OUTSCALE answered instead of doing what it was asked. All text is fit for a terminal.
package struct Refusal: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// All errors in the answer, the first one first; none where a gateway answered in its own way.
    package let errors: [Fault]
    /// OUTSCALE's id of the request, for its support.
    package let requestID: String?
    /// This machine's clock minus OUTSCALE's, in seconds, whole; from the answer's `Date`.
    package let clockSkew: Double?
    /// Seconds that OUTSCALE asks to wait.
    package let retryAfter: Double?

    package init(
        status: Int, errors: [Fault], requestID: String? = nil, clockSkew: Double? = nil,
        retryAfter: Double? = nil
    ) {
        self.status = status
        self.errors = errors
        self.requestID = requestID
        self.clockSkew = clockSkew
        self.retryAfter = retryAfter
    }

    /// The first error.
    package var first: Fault? { errors.first }

    package func contains(code: String) -> Bool { errors.contains { $0.code == code } }

    /// One error of an answer.
    package struct Fault: Hashable, Sendable {
        /// A number in decimal for OUTSCALE's own errors; empty where the answer has none.
        package let code: String
        package let type: String
        package let details: String

        package init(code: String, type: String, details: String) {
            self.code = DisplayText.filtered(code)
            self.type = DisplayText.filtered(type)
            self.details = DisplayText.filtered(details)
        }
    }
}
