package import Vault

/// What this vault has ever created and deleted, according to its journal and its audit trail.
///
/// A Tag shows which vault has made a key, and not that its secret is lost: the vault may be a copy, and the key in use where
/// the creation was finished. So only a creation counts whose end this vault knows, or whose secret is known to be lost.
package struct OwnCreations: Sendable {
    /// The Tags of the creations that ended here, with a secret or without, and of those whose secret is lost.
    private var tags: Set<String> = []
    /// The Tags of those that are open: a landing file, another copy of the vault or another member may have the secret.
    private var openTags: Set<String> = []
    /// What became of the keys that were in the vault at some time, or were deleted for it: the last word on each.
    private var fates: [KeyID: Fate] = [:]

    fileprivate enum Fate {
        /// Its secret arrived.
        case stored
        /// Its end counted as proven.
        case deleted
        /// A person has taken it out of the vault on purpose.
        case forgotten
    }

    package init(in vault: borrowing UnlockedVault) throws(LifecycleError) {
        do {
            for entry in try vault.auditTrail() {
                let event = entry.event
                if let tag = event.creationEnded { tags.insert(tag) }
                if let id = event.accessKeyID, let fate = Fate(event.action) {
                    fates[KeyID(id)] = fate
                }
            }
        } catch { throw .vault(error) }
        for intent in vault.contents.intents {
            if intent.isLost { tags.insert(intent.tag) } else { openTags.insert(intent.tag) }
            for id in intent.acceptedDeletions { fates[KeyID(id)] = .deleted }
        }
    }

    /// Whether a key that is not in the vault should not be at OUTSCALE either: the vault has made it and its secret
    /// never arrived, or its deletion counted as proven, and it is there all the same.
    func isOrphan(id: String, tag: String?) -> Bool {
        switch fates[KeyID(id)] {
        case .deleted: true
        case .stored, .forgotten: false
        case nil: tag.map { tags.contains($0) && !openTags.contains($0) } ?? false
        }
    }

    /// Whether a key is the work of a creation that is open, here or elsewhere.
    func isPending(tag: String?) -> Bool { tag.map(openTags.contains) ?? false }
}

extension OwnCreations.Fate {
    fileprivate init?(_ action: AuditEvent.Action) {
        switch action {
        case .stored, .recovered: self = .stored
        case .deleted, .compensated, .leaseEnded, .rotationUndone: self = .deleted
        case .forgotten: self = .forgotten
        default: return nil
        }
    }
}

extension AuditEvent {
    /// The Tag of the creation, if this is its end in this vault.
    fileprivate var creationEnded: String? {
        switch action {
        case .stored, .recovered, .compensated, .intentSettled, .dismissed: detail
        default: nil
        }
    }
}
