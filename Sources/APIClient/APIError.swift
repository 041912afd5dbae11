package import RequestSigning

/// Why a call gave no result; one case per thing that a caller can act on.
package enum APIError: Error, Hashable, Sendable {
    /// Not a byte of the request went out: name, connection, TLS.
    case unreachable(TransportFailure)
    /// The request may have gone out and the answer is lost.
    case interrupted(TransportFailure)
    /// OUTSCALE did nothing because of too many requests.
    case throttled(Refusal)
    /// OUTSCALE said no (4xx).
    case refused(Refusal)
    /// OUTSCALE, or something before it, failed (5xx).
    case serverFailed(Refusal)
    /// There is an answer and no sense in it.
    case unreadable(UnreadableAnswer)
    /// A setting keeps the request from being made.
    case invalidSetting(InvalidSetting)
    /// libcurl is missing or too old; with the loader's words.
    case libraryMissing(String)
    /// There is no signature, so nothing was sent.
    case signing(SigningError)

    /// What a call that changes something has done.
    package enum Outcome: Hashable, Sendable {
        /// It is certain that nothing was changed.
        case nothingHappened
        /// The change may have been made.
        case unknown
    }

    package var outcome: Outcome {
        switch self {
        case .unreachable, .throttled, .refused, .invalidSetting, .libraryMissing, .signing:
            .nothingHappened
        case .interrupted, .serverFailed, .unreadable: .unknown
        }
    }

    /// OUTSCALE's words, where it said any.
    package var refusal: Refusal? {
        switch self {
        case .throttled(let refusal), .refused(let refusal), .serverFailed(let refusal): refusal
        case .unreadable(let answer): answer.refusal
        case .unreachable, .interrupted, .invalidSetting, .libraryMissing, .signing: nil
        }
    }

    /// Why nobody signs, if that is what is wrong.
    package var missingSigner: String? {
        if case .signing(.unavailable(let reason)) = self { reason } else { nil }
    }
}
