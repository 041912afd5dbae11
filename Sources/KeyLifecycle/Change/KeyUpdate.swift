import APIClient
import FoundationEssentials
import Vault

/// The fields of one UpdateAccessKey; what is `nil` or unchanged is left out.
struct KeyUpdate: Hashable, Sendable {
    var state: AccessKey.State?
    var expiry = ExpiryUpdate.unchanged
    var tag = TagUpdate.unchanged
    /// Whether the expiry is what was asked for, and not only kept.
    var asksForExpiry = false

    init(_ change: KeyChange, keepingExpiry expiry: Date?) {
        self.expiry = expiry.map { .set($0) } ?? .unchanged
        switch change {
        case .state(let state): self.state = .init(state)
        case .expiry(let date):
            self.expiry = date.map { .set($0) } ?? .never
            asksForExpiry = true
        case .tag(let text): tag = text.map { .set($0) } ?? .clear
        }
    }

    /// Sends what was cleared again; `nil` if nothing was.
    init?(_ change: KeyChange, restoring before: KnownKey, in answered: AccessKey) {
        self.init(change, keepingExpiry: before.expiresAt)
        var isNeeded = false
        if tag == .unchanged, let lost = before.tag, answered.tag == nil {
            tag = .set(lost)
            isNeeded = true
        }
        // An inactive key must not be woken by a change of something else.
        if state == nil, before.state == .inactive, answered.state == .active {
            state = .inactive
            isNeeded = true
        }
        guard isNeeded else { return nil }
    }
}

extension OutscaleClient {
    /// Sends the fields that are set, and no others.
    func send(
        _ update: KeyUpdate, to id: String, of user: String?
    ) throws(APIError) -> AccessKey {
        try updateAccessKey(
            id: id, user: user, state: update.state, expiresAt: update.expiry, tag: update.tag)
    }
}
