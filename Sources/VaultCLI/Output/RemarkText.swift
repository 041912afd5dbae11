import FoundationEssentials
import KeyLifecycle
import Vault

/// What a user should know of a new key although it is safe.
enum RemarkText {
    static func text(of remark: IssuedKey.Remark, on key: KeyRecord, now: Date) -> String {
        switch remark {
        case .ownerFound(let user):
            "OUTSCALE lists the old key for \(user.map { "user '\($0)'" } ?? "the caller"), so the new one is made for the "
                + "same owner, and the vault knows it now."
        case .tagNotEchoed:
            "OUTSCALE did not repeat the tag, so an interrupted creation could not be matched exactly."
        case .userTagNotSet(let error):
            "the key is stored, but your tag could not be set: \(Failure(error).message)"
        case .expiryCut: cut(to: key.expiresAt, now: now)
        case .expiryDiffers:
            "OUTSCALE has set another expiry than you asked for: \(expiry(of: key, now: now))."
        case .twinsDeleted(let ids):
            "something on the way has sent the request twice. \(ids.joined(separator: ", ")), whose secret nobody has, "
                + "was deleted at OUTSCALE."
        case .twinsLeft(let ids, let error):
            "something on the way has sent the request twice, and \(ids.joined(separator: ", ")), whose secret nobody has, "
                + "is left at OUTSCALE: \(Failure(error).message) 'vault reconcile --fix' deletes it."
        case .verificationNotStored(let error):
            "the key is stored and verified, but the vault could not record that it is verified: "
                + Failure(error).message
        }
    }

    static func cut(to expiry: Date?, now: Date) -> String {
        let end = expiry.map { ": \(self.expiry($0, now: now))" } ?? ""
        return "the account limits the life of keys, so the expiry was cut to its ceiling\(end)."
    }

    static func expiry(of key: KeyRecord, now: Date) -> String {
        key.expiresAt.map { expiry($0, now: now) }
            ?? (key.isExpiryKnown ? "never expires" : "its expiry unknown")
    }

    private static func expiry(_ date: Date, now: Date) -> String {
        "expires \(UTCDate.iso(date)), \(RelativeTime.phrase(from: now, to: date))"
    }
}
