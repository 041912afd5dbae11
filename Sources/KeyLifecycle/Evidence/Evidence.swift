import APIClient
import FoundationEssentials

/// Decides what proves a fact at OUTSCALE and what does not (docs/evidence.md). Every verb asks here.
///
/// Absence is no evidence. Reads lag, gateways answer in OUTSCALE's place, users are renamed.
struct Evidence {
    let context: LifecycleContext

    /// Whether a key's absence counts as proof: no request of ours can still have an effect that is not visible yet.
    ///
    /// - Parameter date: when the key was created or last seen, or when its creation was sent.
    func absenceCounts(since date: Date) -> Bool { end(of: date) <= context.now() }

    /// When the quarantine is over that begins at a date.
    func end(of date: Date) -> Date { date.addingTimeInterval(context.quarantineSeconds) }

    /// Whether it is OUTSCALE's own word that it has no such key for that owner.
    static func deniesKey(_ error: APIError) -> Bool {
        ownRefusal(error).map { $0.meansNoSuchKey || $0.meansNoSuchUser } ?? false
    }

    /// The same, and not because it has no such user.
    static func deniesKeyAlone(_ error: APIError) -> Bool {
        ownRefusal(error)?.meansNoSuchKey ?? false
    }

    private static func ownRefusal(_ error: APIError) -> Refusal? {
        guard case .refused(let refusal) = error, case .ownError = refusal.evidence else {
            return nil
        }
        return refusal
    }

    /// Whether an answer says, or may say, that OUTSCALE has no such key for that owner. Of a key that may be younger
    /// than the quarantine it proves nothing: OUTSCALE may not know it yet.
    ///
    /// A problem (RFC 9457) has no code that would tell: whether a list has the key decides then.
    static func mayDenyKey(_ error: APIError) -> Bool {
        ownRefusal(error) == nil ? error.mayMeanAnotherOwner : deniesKey(error)
    }
}
