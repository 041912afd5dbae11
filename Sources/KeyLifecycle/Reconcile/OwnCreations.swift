package import Vault

/// What this vault has ever created, by its journal and its audit trail.
package struct OwnCreations: Sendable {
    /// The Tags of all its intents, also of those that are settled.
    private var tags: Set<String> = []
    /// The ids of the keys that were in the vault at some time: whoever removed one, meant it.
    private var stored: Set<String> = []

    package init(in vault: borrowing UnlockedVault) throws(LifecycleError) {
        do {
            for entry in try vault.auditTrail() {
                let event = entry.event
                if let tag = event.detail, tag.hasPrefix(Intent.tagPrefix) { tags.insert(tag) }
                guard event.action == .stored || event.action == .recovered else { continue }
                if let id = event.accessKeyID { stored.insert(id) }
            }
        } catch { throw .vault(error) }
        for intent in vault.contents.intents { tags.insert(intent.tag) }
    }

    /// Whether a key that is not in the vault was made by it, and its secret never arrived.
    func isOrphan(id: String, tag: String?) -> Bool {
        tag.map(tags.contains) ?? false && !stored.contains(id)
    }
}
