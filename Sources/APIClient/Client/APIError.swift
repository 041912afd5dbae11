package import RequestSigning

/// Why a call gave no result; one case per thing that a caller can act on.
package enum APIError: Error, Hashable, Sendable {
    /// Not a byte of the request went out: name, connection, TLS.
    case unreachable(TransportFailure)
    /// The request may have gone out and the answer is lost.
    case interrupted(TransportFailure)
    /// OUTSCALE did nothing because of too many requests, and says so in its own error object.
    case throttled(Refusal)
    /// OUTSCALE said no; ``Refusal/evidence`` tells how sure it is that it was OUTSCALE.
    case refused(Refusal)
    /// Something between here and OUTSCALE said no (4xx), or nothing shows who did.
    case intermediary(ForeignAnswer)
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
        /// It was refused by what may be OUTSCALE: one look shows whether nothing was changed.
        case doubtful
        /// The change may have been made.
        case unknown
    }

    package var outcome: Outcome {
        switch self {
        case .unreachable, .invalidSetting, .libraryMissing, .signing: .nothingHappened
        case .throttled(let refusal), .refused(let refusal): refusal.outcome
        case .interrupted, .intermediary, .serverFailed, .unreadable: .unknown
        }
    }

    /// Whether the same call may fare better in a moment. What is too long, not trusted or refused will be so again.
    package var isWorthAnotherTry: Bool {
        switch self {
        case .throttled, .intermediary, .serverFailed: true
        case .unreachable(let failure), .interrupted(let failure): failure.isWorthAnotherTry
        case .unreadable(let answer): answer.reason != .tooLarge
        case .refused, .invalidSetting, .libraryMissing, .signing: false
        }
    }

    /// OUTSCALE's words, where it said any.
    package var refusal: Refusal? {
        switch self {
        case .throttled(let refusal), .refused(let refusal), .serverFailed(let refusal): refusal
        case .unreachable, .interrupted, .intermediary, .unreadable, .invalidSetting,
            .libraryMissing, .signing:
            nil
        }
    }

    /// If nothing could sign the request: why.
    package var missingSigner: String? {
        if case .signing(.unavailable(let reason)) = self { reason } else { nil }
    }
}

extension Refusal {
    /// What a refusal proves: as much as its evidence.
    fileprivate var outcome: APIError.Outcome {
        switch evidence {
        case .ownError: .nothingHappened
        case .problem: .doubtful
        case nil: .unknown
        }
    }
}

extension TransportFailure {
    fileprivate var isWorthAnotherTry: Bool {
        switch cause {
        case .proxy(let failure): failure.isWorthAnotherTry
        case .nameNotResolved, .notConnected, .timedOut, .connectionLost, .notHTTP, .other: true
        case .tls, .answerTooLarge, .setting, .library: false
        }
    }
}
