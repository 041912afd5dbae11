import APIClient
import Vault

/// L4 and L5 of a lease, for its owner and for recovery.
struct EndLease {
    let clients: OutscaleClients
    let context: LifecycleContext

    /// How a lease has ended.
    enum End {
        /// Its key is gone; `nil` if none was made.
        case deleted(accessKeyID: String?)
        /// Its key has expired, and OUTSCALE refuses to delete such a key: it stays in the vault as any other.
        case kept(KeyRecord, LifecycleError)
    }

    /// - Throws: `endUnproven` if OUTSCALE says that it has no such key, which is too young for that to be a proof.
    func run(_ lease: Intent, in vault: inout UnlockedVault) throws(LifecycleError) -> End {
        let key = try vault.contents.record(lease.key.record)
        do {
            if let key { try delete(key, of: lease, in: &vault) }
        } catch {
            guard let key, error.isFinal(about: key, context) else { throw error }
            let now = context.now()
            try vault.settle(lease, as: .leaseEnded, about: key.accessKeyID, context) {
                transaction throws(VaultError) in
                try transaction.retire(key.id, at: now)
            }
            return .kept(key, error)
        }
        // A creation that only lacks its clean-up would look for the key that has just gone.
        let stored = vault.contents.intents.filter {
            $0.key.record == lease.key.record
                && ($0.issue?.phase == .stored || isOver($0, deleted: key, in: vault))
        }
        do {
            try vault.settle(lease, as: .leaseEnded, about: key?.accessKeyID, context) {
                transaction throws(VaultError) in
                for issue in stored { try transaction.settle(intent: issue.id) }
                try transaction.drop(lease.key.record)
            }
        } catch { throw key.map { error.afterDeletion(of: $0, lease) } ?? error }
        for issue in stored { vault.discardLanding(of: issue) }
        return .deleted(accessKeyID: key?.accessKeyID)
    }

    /// Whether nothing is left to be watched: the lists show that the lease's key is gone, so they would show a twin of it.
    private func isOver(
        _ issue: Intent, deleted key: KeyRecord?, in vault: borrowing UnlockedVault
    ) -> Bool {
        guard issue.isWatched, let key, issue.knew(key.accessKeyID),
            let client = try? clients.client(for: issue, in: vault),
            let found = try? UnknownOutcomeSearch(client: client, context: context)
                .look(for: issue)
        else { return false }
        return found.isEmpty
    }

    private func delete(
        _ key: KeyRecord, of lease: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        let client = try clients.client(for: lease, in: vault)
        let intent = lease
        var lease = lease
        var change = try ConfirmedChange(of: key, client: client, in: vault.contents, context)
        do { try vault.deleteOrWait(KnownKey(key), by: &change, under: &lease) } catch {
            // The vault is written only once OUTSCALE has accepted the deletion.
            if case .vault = error { throw error.afterDeletion(of: key, intent) }
            throw error
        }
    }
}

extension LifecycleError {
    fileprivate func afterDeletion(of key: KeyRecord, _ lease: Intent) -> LifecycleError {
        .leaseEndUnrecorded(lease, accessKeyID: key.accessKeyID, self)
    }
}
