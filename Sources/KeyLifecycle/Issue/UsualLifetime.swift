package import FoundationEssentials
import Vault

/// How long a new key lives that takes an old one's place, where no person has said.
package struct UsualLifetime: Sendable {
    /// When the new key's life begins.
    let start: Date
    /// The profile's default, in seconds.
    let defaultSeconds: Int64?

    package init(from start: Date, defaultSeconds: Int64?) {
        (self.start, self.defaultSeconds) = (start, defaultSeconds)
    }

    /// The old key's lifetime from now, else the profile's default; `nil` for never.
    ///
    /// - Throws: `expiryUnknown` where none of them is known: a new key that never expires would not be its like.
    func expiry(replacing key: KeyRecord) throws(LifecycleError) -> Date? {
        if let expiry = key.expiresAt {
            let created = key.createdAt ?? key.storedAt
            if expiry > created {
                return start.addingTimeInterval(expiry.timeIntervalSince(created).rounded(.down))
            }
        } else if key.isExpiryKnown {
            return nil
        }
        guard let defaultSeconds else { throw .expiryUnknown(key.name) }
        return start.addingTimeInterval(Double(defaultSeconds))
    }
}
