import APIClient
package import Vault

/// Ends a lost creation as a person decides, if OUTSCALE lists keys without our Tag that may be its key.
package struct DecideCandidate {
    package enum Decision: Sendable {
        /// The key with this id is the lost one: it is deleted.
        case isLost(String)
        /// The keys with these ids are others': nothing is deleted.
        case areOthers([String])
        /// The keys with these ids were other lost creations', and are gone: this one still waits for its own.
        case wereOthers([String])
    }

    let clients: OutscaleClients
    let context: LifecycleContext

    package init(clients: OutscaleClients, context: LifecycleContext) {
        self.clients = clients
        self.context = context
    }

    /// - Parameter intent: the creation, which is settled by it.
    /// - Returns: what became of it.
    package func run(
        _ decision: Decision, for intent: Intent, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Recovered {
        let client = try clients.client(for: intent, in: vault)
        let outcome: Recovered.Outcome
        switch decision {
        case .isLost(let id): outcome = try delete(id, of: intent, client, in: &vault)
        case .areOthers(let ids): outcome = try dismiss(ids, of: intent, client, in: &vault)
        case .wereOthers(let ids):
            let open = intent.knowing(ids)
            try vault.note(open, context)
            let search = UnknownOutcomeSearch(client: client, context: context)
            outcome = try RecoverIssue(clients: clients, context: context)
                .wait(open, search, in: &vault)
        }
        return Recovered(intent, outcome)
    }

    // A person has taken time to decide, so what is listed is looked at again: the key with our Tag may be there
    // now, and the one that was typed another's. Until the quarantine is over the Tag stays watched.

    private func delete(
        _ id: String, of intent: Intent, _ client: OutscaleClient, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        // It was stored while the person was asked, so it is not the lost one.
        guard try vault.contents.record(accessKeyID: id) == nil else {
            let search = UnknownOutcomeSearch(client: client, context: context)
            return try RecoverIssue(clients: clients, context: context)
                .wait(intent, search, in: &vault)
        }
        var open = intent
        var change = ConfirmedChange(client: client, user: intent.key.user, context)
        try vault.delete(KnownKey(id: id), by: &change, under: &open)
        let deleted = open
        return try conclude(deleted, client, in: &vault) { _, vault throws(LifecycleError) in
            try vault.close(
                deleted.advanced(to: .unknown, accessKeyID: id), as: .compensated, context)
            return .compensated(accessKeyIDs: [id])
        }
    }

    private func dismiss(
        _ ids: [String], of intent: Intent, _ client: OutscaleClient,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        try conclude(intent, client, in: &vault) { candidates, vault throws(LifecycleError) in
            let left = candidates.filter { !ids.contains($0.id) }
            try vault.commit(context) { transaction, now throws(VaultError) in
                for id in ids {
                    try transaction.record(
                        AuditEvent(at: now, .dismissed, intent: intent, accessKeyID: id))
                }
            }
            guard left.isEmpty else {
                // What was said of these need not be said again.
                try vault.note(intent.knowing(ids), context)
                return .undecided(candidates: left)
            }
            // Its key may still appear, and its Tag stays watched until then.
            try vault.close(intent.knowing(ids), context)
            return .dismissed(accessKeyIDs: ids)
        }
    }

    private func conclude(
        _ intent: Intent, _ client: OutscaleClient, in vault: inout UnlockedVault,
        _ decide: ([AccessKey], inout UnlockedVault) throws(LifecycleError) -> Recovered.Outcome
    ) throws(LifecycleError) -> Recovered.Outcome {
        let search = UnknownOutcomeSearch(client: client, context: context)
        return try RecoverIssue(clients: clients, context: context)
            .conclude(intent, search, in: &vault, decide)
    }
}
