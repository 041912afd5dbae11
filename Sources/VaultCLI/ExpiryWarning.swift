import FoundationEssentials
import Vault

/// Said once on standard error by any command that uses a key that is due, expired or inactive.
enum ExpiryWarning {
    static func give(
        for key: KeyRecord, of contents: VaultContents, now: Date, _ console: Console
    ) {
        if key.isExposed, let member = key.exposure?.member {
            console.note(
                "key '\(key.name)' is due: '\(member)', who was removed from the team, could read it. 'vault rotate "
                    + "\(key.name)' replaces it.")
        }
        if key.state == .inactive {
            console.note(
                "key '\(key.name)' is inactive, as far as the vault knows: OUTSCALE refuses it."
                    + awakening(of: key, contents))
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

    /// What makes it active. What another key has replaced is not woken, and what signs can't wake itself.
    private static func awakening(of key: KeyRecord, _ contents: VaultContents) -> String {
        let signs = contents.profiles.contains { $0.signingKey == key.id }
        return key.retiredAt != nil || signs ? "" : " 'vault enable \(key.name)' makes it active."
    }
}
