package import APIClient
package import Vault

/// How a key in the vault compares with the one at OUTSCALE.
package struct Finding: Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case matched
        /// In the vault; OUTSCALE does not list it.
        case localOnly = "local-only"
        /// In the vault; OUTSCALE would not list its owner's keys.
        case unread
        /// At OUTSCALE; the vault has no secret of it.
        case cloudOnly = "cloud-only"
        /// At OUTSCALE; another profile of this vault has it, which leads to the same account.
        case otherProfile = "other-profile"
        case stateDrift = "state-drift"
        case expiryDrift = "expiry-drift"
        case tagDrift = "tag-drift"
        /// OUTSCALE lists it for another user: its owner was renamed, or it was added under a wrong name.
        case ownerDrift = "owner-drift"
        /// At OUTSCALE with the Tag of a creation that is open: a landing file, another copy of the vault or another member
        /// may have its secret.
        case pending
        /// At OUTSCALE with the Tag of a creation of this vault, whose secret was lost; or deleted by this vault, and
        /// there all the same.
        case orphan
    }

    package let kind: Kind
    /// The user for whom OUTSCALE lists it, or should; `nil` for the caller.
    package let user: String?
    package let key: KeyRecord?
    package let cloud: AccessKey?

    /// Whether vault and OUTSCALE disagree. A key that others made and keep, or are making, is no disagreement.
    package var isDrift: Bool {
        switch kind {
        case .matched, .cloudOnly, .otherProfile, .pending: false
        case .localOnly, .unread, .stateDrift, .expiryDrift, .tagDrift, .ownerDrift, .orphan: true
        }
    }

    /// Whether the list is behind what the vault has read back after a change: it tells nothing new.
    package var isOfOldList: Bool {
        switch kind {
        case .stateDrift, .expiryDrift, .tagDrift:
            if let key, let cloud { key.isAhead(of: cloud) } else { false }
        default: false
        }
    }

    /// Whether a vault has made the key, and nothing in this one knows of it: another vault's, or an orphan of
    /// somebody's. Nobody here may delete it.
    package var isOfAnotherVault: Bool {
        kind == .cloudOnly && (cloud?.tag ?? "").hasPrefix(Intent.tagPrefix)
    }
}
