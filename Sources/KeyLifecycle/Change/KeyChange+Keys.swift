import APIClient
import FoundationEssentials
package import Vault

extension KeyChange {
    /// Whether the key is as the change wants it.
    func holds(for key: AccessKey) -> Bool {
        switch self {
        case .state(let state): KeyState(key.state) == state
        case .expiry(let date): key.expiresAt == date.map(Self.wholeSeconds)
        case .tag(let tag): (key.tag ?? "") == (tag ?? "")
        }
    }

    /// Whether a list shows what became of the change: that it is as asked, or as OUTSCALE answered. It may round or
    /// cut an expiry, and trim a tag; a state it may not alter.
    func isSettled(in listed: AccessKey, answered: AccessKey) -> Bool {
        if holds(for: listed) { return true }
        return switch self {
        case .state: false
        case .expiry: !holds(for: answered) && listed.expiresAt == answered.expiresAt
        case .tag: !holds(for: answered) && listed.tag == answered.tag
        }
    }

    /// Whether somebody wants to use the key.
    var bringsBackIntoUse: Bool {
        switch self {
        case .state(let state): state == .active
        case .expiry: true
        case .tag: false
        }
    }

    /// What the vault's files and OUTSCALE's dates count in.
    private static func wholeSeconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }
}

/// A key that was changed.
package struct ChangedKey: Sendable {
    /// As OUTSCALE lists it.
    package let key: KeyRecord
    /// `false` if OUTSCALE accepted the change and made something else of it.
    package let isAsAsked: Bool
    /// Whether the account's ceiling has cut the expiry that was asked for.
    package internal(set) var isCut = false
    /// Whether it had expired, and has a date in the near future and is inactive now: OUTSCALE takes none in the past.
    package internal(set) var isRedated = false
}
