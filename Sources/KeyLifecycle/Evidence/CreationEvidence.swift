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
        // OUTSCALE may ask to slow down after the work was done.
        case .nothingHappened:
            if case .throttled = error {
                self = .nothingUnlessListed
            } else {
                self = .nothingCreated
            }
        }
    }
}
