import APIClient

/// What the codes in a refusal mean for what was asked.
extension Refusal {
    /// OUTSCALE's code for an EIM user that does not exist.
    var meansNoSuchUser: Bool { errors.contains { $0.code == "5075" } }
    /// OUTSCALE's codes for a key that does not exist, or that is not the named owner's: of a deletion, of an update,
    /// and of both in older lists.
    var meansNoSuchKey: Bool { errors.contains { ["5076", "4122", "4000"].contains($0.code) } }
    /// The expiry lies beyond what the account allows.
    var meansCeiling: Bool { errors.contains { $0.code == "4118" } }
    /// The owner has as many keys as OUTSCALE allows.
    var meansQuotaReached: Bool { errors.contains { $0.code == "10005" } }
    /// Authentication failed, and repeating it may lock the key.
    var meansBadCredentials: Bool { errors.contains { $0.code == "1" } }
    /// OUTSCALE does not take the caller's word for who it is: authentication failed, a lock, an access rule, an old password.
    var meansCallerRefused: Bool {
        errors.contains { ["1", "11", "13", "14", "20"].contains($0.code) }
    }
    /// The caller is who it says, and is not allowed to do this: the key works.
    var meansNotAllowed: Bool { errors.contains { ["4", "5", "7"].contains($0.code) } }
}
