import FoundationEssentials
import Vault

/// Said once on standard error by any command that uses a key that is due or expired.
enum ExpiryWarning {
    static func give(for key: KeyRecord, now: Date, console: Console) {
        if key.isExposed, let member = key.exposure?.member {
            console.note(
                "key '\(key.name)' is due: '\(member)', who was removed from the team, could read it. 'vault rotate "
                    + "\(key.name)' replaces it.")
        }
        guard DueWindow.usual.isExpiring(key, at: now), let expiry = key.expiresAt else {
            return
        }
        let left = expiry.timeIntervalSince(now)
        let when = "\(UTCDate.day(expiry)), \(RelativeTime.phrase(from: now, to: expiry))"
        console.note(
            left > 0
                ? "key '\(key.name)' is due: it expires \(when)."
                : "key '\(key.name)' expired \(when).")
    }
}
