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
        switch decision {
        case .isLost(let id): return try delete(id, of: intent, client, in: &vault)
        case .areOthers(let ids):
            let search = UnknownOutcomeSearch(client: client, world: world)
            return Recovered(intent, try dismiss(ids, of: intent, search, in: &vault))
        }
    }

    private func delete(
        _ id: String, of intent: Intent, _ client: OutscaleClient, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered {
        let change = ConfirmedChange(client: client, user: intent.user)
        if let found = try change.find(id) { try change.retire(found) }
        var done = intent
        done.accessKeyID = id
        try vault.settle(done, as: .compensated, world)
        return Recovered(done, .compensated(accessKeyIDs: [id]))
    }

    /// A person has taken time to decide, so what is listed is looked at again: another key may be there now.
    private func dismiss(
        _ ids: [String], of intent: Intent, _ search: UnknownOutcomeSearch,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        let survey: UnknownOutcomeSearch.Survey
        do { survey = try search.survey(for: intent, in: vault.contents) } catch {
            throw .api(error)
        }
        guard survey.own.isEmpty else {
            return try RecoverIssue(world: world)
                .compensate(survey.own, of: intent, search, in: &vault)
        }
        let left = survey.candidates.filter { !ids.contains($0.id) }
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
