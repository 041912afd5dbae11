import APIClient
package import Vault

/// Ends a lost creation as a person says, where OUTSCALE lists keys without our Tag that may be its key.
package struct DecideCandidate {
    package enum Decision: Sendable {
        /// The key with this id is the lost one: it is deleted.
        case isLost(String)
        /// None of those that were named is: nothing is deleted.
        case noneIsLost
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
        switch decision {
        case .isLost(let id):
            try delete(id, of: intent, in: vault)
            var done = intent
            done.accessKeyID = id
            try vault.settle(done, as: .compensated, world)
            return Recovered(done, .compensated(accessKeyIDs: [id]))
        case .noneIsLost:
            try vault.settle(intent, world)
            return Recovered(intent, .nothingMade)
        }
    }

    private func delete(
        _ id: String, of intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) {
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        let change = ConfirmedChange(client: client, user: intent.user)
        if let found = try change.find(id) { try change.retire(found) }
    }
}
