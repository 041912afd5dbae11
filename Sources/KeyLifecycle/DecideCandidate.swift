import APIClient
package import Vault

/// Ends a lost creation as a person says, where OUTSCALE lists keys without our Tag that may be its key.
package struct DecideCandidate {
    package enum Decision: Sendable {
        /// The key with this id is the lost one: it is deleted.
        case isLost(String)
        /// The keys with these ids are others': nothing is deleted.
        case areOthers([String])
    }

    let access: Access
    let world: World

    package init(access: Access, world: World) {
        self.access = access
        self.world = world
    }

    /// - Parameter intent: the creation, which is settled by it.
    /// - Returns: what became of it.
    package func run(
        _ decision: Decision, for intent: Intent, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Recovered {
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        let outcome: Recovered.Outcome
        switch decision {
        case .isLost(let id):
            let change = ConfirmedChange(client: client, user: intent.user)
            if let found = try change.find(id) { try change.retire(found) }
            outcome = try settle(id, of: intent, client, in: &vault)
        case .areOthers(let ids): outcome = try dismiss(ids, of: intent, client, in: &vault)
        }
        return Recovered(intent, outcome)
    }

    // A person has taken time to decide, so what is listed is looked at again: the key with our Tag may be there
    // now, and the one that was typed another's.

    private func settle(
        _ gone: String, of intent: Intent, _ client: OutscaleClient,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        try conclude(intent, client, in: &vault) { _, vault throws(LifecycleError) in
            var done = intent
            done.accessKeyID = gone
            try vault.settle(done, as: .compensated, world)
            return .compensated(accessKeyIDs: [gone])
        }
    }

    private func dismiss(
        _ ids: [String], of intent: Intent, _ client: OutscaleClient,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        try conclude(intent, client, in: &vault) { candidates, vault throws(LifecycleError) in
            let left = candidates.filter { !ids.contains($0.id) }
            guard left.isEmpty else { return .undecided(candidates: left) }
            let now = world.now()
            try vault.settle(intent, world) { transaction throws(VaultError) in
                for id in ids {
                    var dismissed = intent
                    dismissed.accessKeyID = id
                    try transaction.record(AuditEvent(at: now, .dismissed, intent: dismissed))
                }
            }
            return .dismissed(accessKeyIDs: ids)
        }
    }

    private func conclude(
        _ intent: Intent, _ client: OutscaleClient, in vault: inout UnlockedVault,
        _ decide: ([AccessKey], inout UnlockedVault) throws(LifecycleError) -> Recovered.Outcome
    ) throws(LifecycleError) -> Recovered.Outcome {
        let search = UnknownOutcomeSearch(client: client, world: world)
        return try RecoverIssue(world: world).conclude(intent, search, in: &vault, decide)
    }
}
