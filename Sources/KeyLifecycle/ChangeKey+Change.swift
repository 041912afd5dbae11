import APIClient
import FoundationEssentials
package import Vault

extension ChangeKey.Change {
    var field: Intent.Field {
        switch self {
        case .state: .state
        case .expiry: .expiry
        case .tag: .tag
        }
    }

    var state: KeyState? { if case .state(let state) = self { state } else { nil } }
    var expiry: Date? { if case .expiry(let date) = self { date } else { nil } }
    var tag: String? { if case .tag(let tag) = self { tag } else { nil } }

    /// Whether the key is so already.
    func holds(for key: AccessKey) -> Bool {
        switch self {
        case .state(let state): KeyState(key.state) == state
        case .expiry(let date): key.expiresAt == date.map(Self.wholeSeconds)
        case .tag(let tag): (key.tag ?? "") == (tag ?? "")
        }
    }

    /// Whether OUTSCALE may make something else of it: it may round or cut an expiry, and trim a tag.
    var mayBeAltered: Bool { if case .state = self { false } else { true } }

    /// Whether the two keys differ in what this is about.
    func differs(_ one: AccessKey, _ other: AccessKey) -> Bool {
        switch self {
        case .state: one.state != other.state
        case .expiry: one.expiresAt != other.expiresAt
        case .tag: one.tag != other.tag
        }
    }

    /// What the vault's files and OUTSCALE's dates count in.
    private static func wholeSeconds(_ date: Date) -> Date {
        Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down))
    }
}

extension KeyTarget {
    /// The same but for what was asked.
    func applying(_ change: ChangeKey.Change) -> KeyTarget {
        var target = self
        switch change {
        case .state(let state): target.state = .init(state)
        case .expiry(let date): target.expiresAt = date
        case .tag(let tag): target.tag = tag
        }
        return target
    }
}

/// A key that was changed.
package struct ChangedKey: Sendable {
    /// As OUTSCALE lists it.
    package let key: KeyRecord
    /// `false` where OUTSCALE accepted the change and made something else of it.
    package let isAsAsked: Bool
}
