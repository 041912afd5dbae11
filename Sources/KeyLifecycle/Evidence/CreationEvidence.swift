import APIClient

/// What the end of a CreateAccessKey that brought no secret proves: docs/evidence.md.
enum CreationEvidence: Hashable {
    /// OUTSCALE itself has refused, or the request was never handed to the connection.
    case nothingCreated
    /// Something that may be OUTSCALE has refused: one look by the Tag, and the Tag stays watched.
    case nothingUnlessListed
    /// The key may exist.
    case unknown

    init(_ error: APIError) {
        switch error.outcome {
        case .doubtful: self = .nothingUnlessListed
        case .unknown: self = .unknown
        case .nothingHappened: self = error.mayFollowWork ? .nothingUnlessListed : .nothingCreated
        }
    }
}

extension APIError {
    /// Whether OUTSCALE may say it after the work was done: it asks to slow down, or tells of errors under a status that
    /// says success. Or something on the way has sent the request twice, and the first one's key stands in the second
    /// one's way: it has filled the quota, or conflicts.
    fileprivate var mayFollowWork: Bool {
        switch self {
        case .throttled: true
        case .refused(let refusal):
            (200..<300).contains(refusal.status) || refusal.meansQuotaReached || mayAnswerRepeat
        default: false
        }
    }

    /// Whether OUTSCALE's own refusal may be that of a second request: something on the way has sent the first one once
    /// more, and that is under way, or done.
    var mayAnswerRepeat: Bool {
        guard case .refused(let refusal) = self, outcome == .nothingHappened else { return false }
        return [408, 409].contains(refusal.status) && !refusal.meansCeiling
    }
}
