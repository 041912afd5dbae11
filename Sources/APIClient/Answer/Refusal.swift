/// What came back instead of what was asked for. All text is fit for a terminal.
package struct Refusal: Hashable, Sendable {
    /// The HTTP status.
    package let status: Int
    /// All errors in the answer, the first one first; none where a gateway answered in its own way.
    package let errors: [Fault]
    /// What shows that OUTSCALE has said it; `nil` if something on the way may have.
    package let evidence: Evidence?
    /// This machine's clock minus OUTSCALE's, in seconds, whole; from the answer's `Date`.
    package let clockSkew: Double?
    /// Seconds that OUTSCALE asks to wait.
    package let retryAfter: Double?
    /// How the caller said who it is.
    package let caller: Caller

    /// How a caller says who it is.
    package enum Caller: Hashable, Sendable {
        case key
        case login
    }

    package init(
        status: Int, errors: [Fault], evidence: Evidence?, clockSkew: Double? = nil,
        retryAfter: Double? = nil, caller: Caller = .key
    ) {
        self.caller = caller
        self.status = status
        self.errors = errors
        self.evidence = evidence
        self.clockSkew = clockSkew
        self.retryAfter = retryAfter
    }

    /// The first error.
    package var first: Fault? { errors.first }

    /// OUTSCALE's id of the request, for its support.
    package var requestID: String? {
        switch evidence {
        case .ownError(let id): id
        case .problem(let id): id
        case nil: nil
        }
    }

    package func contains(code: String) -> Bool { errors.contains { $0.code == code } }

    /// Who stands behind an error body, as far as the body shows it.
    package enum Evidence: Hashable, Sendable {
        /// OUTSCALE's own error object, read whole, with its id of the request: OUTSCALE has judged it.
        case ownError(requestID: String)
        /// A well-formed problem (RFC 9457). OUTSCALE's services send these, and so do others.
        case problem(requestID: String?)
    }

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

        /// For example `InvalidResource, No such user. (code 5075)`.
        package var words: String {
            [type, details].filter { !$0.isEmpty }.joined(separator: ", ")
                + (code.isEmpty ? "" : " (code \(code))")
        }
    }
}
