package import APIClient
import FoundationEssentials
package import Vault

extension KeyRecord {
    /// The record of a key as OUTSCALE answered it, under the names that the intent gave.
    init(issued key: AccessKey, intent: Intent, storedAt: Date) {
        self.init(
            id: intent.key.record, name: intent.key.name, profile: intent.profile,
            user: intent.key.user, accessKeyID: key.id, state: KeyState(key.state),
            createdAt: key.createdAt, expiresAt: key.expiresAt,
            // If one was asked for and the answer has none, the answer left it out.
            isExpiryKnown: key.expiresAt != nil || intent.issue?.expiresAt == nil,
            tag: key.tag ?? intent.tag,
            storedAt: storedAt, verifiedAt: nil)
        caller = intent.caller
        modifiedAt = key.modifiedAt
    }

    /// Takes over what OUTSCALE says about the key.
    ///
    /// - Parameter caller: who has asked, as ``caller`` names it; `nil` leaves that as it is.
    mutating func align(with key: AccessKey, seenBy caller: String? = nil) {
        self.caller = caller ?? self.caller
        modifiedAt = key.modifiedAt.map { max($0, modifiedAt ?? $0) } ?? modifiedAt
        state = KeyState(key.state)
        createdAt = key.createdAt ?? createdAt
        expiresAt = key.expiresAt
        isExpiryKnown = true
        tag = key.tag
    }

    /// Whether a list is behind what was read back after a change, by OUTSCALE's own dates. Entries keep whole seconds.
    func isAhead(of listed: AccessKey) -> Bool {
        guard let known = modifiedAt, let date = listed.modifiedAt else { return false }
        return date.addingTimeInterval(1) < known
    }
}

extension AccessKey.State {
    init(_ state: KeyState) {
        switch state {
        case .active: self = .active
        case .inactive: self = .inactive
        case .unknown: self = .unknown
        }
    }
}

extension KeyState {
    package init(_ state: AccessKey.State) {
        switch state {
        case .active: self = .active
        case .inactive: self = .inactive
        case .unknown: self = .unknown
        }
    }
}
