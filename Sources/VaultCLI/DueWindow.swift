import FoundationEssentials
import Vault

/// How long before its expiry a key is due.
enum DueWindow: Hashable {
    /// 30 days, and never more than a third of the key's whole lifetime: a key that lives for a week would
    /// else be due from its first hour on, and `rotate --due` would replace it at every run.
    case usual
    /// So many seconds, whatever the lifetime.
    case seconds(Int64)

    private static let longest: Int64 = 30 * 86_400

    /// The window in seconds.
    func seconds(for key: some DatedKey) -> Int64 {
        switch self {
        case .seconds(let seconds): return seconds
        case .usual:
            guard let expiry = key.expiresAt else { return Self.longest }
            // A clock that was wrong, or a date moved into the past, leaves no lifetime to take a third of.
            let lifetime = expiry.timeIntervalSince(key.createdAt ?? key.storedAt)
            return min(Self.longest, Int64(max(0, lifetime / 3)))
        }
    }

    /// Whether a key is due or has expired, by its date; or was read by a member who is one no more.
    func isReached(by key: some DatedKey, at now: Date) -> Bool {
        key.isExposed || isExpiring(key, at: now)
    }

    /// The same by its date alone; a key without an expiry never is.
    private func isExpiring(_ key: some DatedKey, at now: Date) -> Bool {
        guard let expiry = key.expiresAt else { return false }
        return expiry.timeIntervalSince(now) <= Double(seconds(for: key))
    }
}

extension DatedKey {
    /// Whether somebody could read it who should not know it any more, and it still works.
    var isExposed: Bool { exposedSince != nil && state != .inactive && retiredAt == nil }
}
