package import Vault

/// What this vault has ever created and deleted, according to its journal and its audit trail.
package struct OwnCreations: Sendable {
    /// The Tags of all its intents, also of those that are settled.
    private var tags: Set<String> = []
    /// What became of the keys that were in the vault at some time, or were deleted for it: the last word on each.
    private var fates: [String: Fate] = [:]

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
                if let tag = event.detail, tag.hasPrefix(Intent.tagPrefix) { tags.insert(tag) }
                if let id = event.accessKeyID, let fate = Fate(event.action) { fates[id] = fate }
            }
        } catch { throw .vault(error) }
        for intent in vault.contents.intents {
            tags.insert(intent.tag)
            for id in intent.acceptedDeletions { fates[id] = .deleted }
        }
    }

    /// Whether a key that is not in the vault should not be at OUTSCALE either: the vault has made it and its secret
    /// never arrived, or its deletion counted as proven, and it is there all the same.
    func isOrphan(id: String, tag: String?) -> Bool {
        switch fates[id] {
        case .deleted: true
        case .stored, .forgotten: false
        case nil: tag.map(tags.contains) ?? false
        }
    }
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
