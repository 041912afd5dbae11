import APIClient
package import Vault

/// Deletes a key that a person has said is a lost creation's, although it carries no Tag of ours.
package struct DropCandidate {
    let access: Access
    let world: World

    package init(access: Access, world: World) {
        self.access = access
        self.world = world
    }

    /// - Parameter intent: the creation that the key came of; it is settled, if it is not already.
    package func run(
        _ id: String, for intent: Intent, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        let change = ConfirmedChange(client: client, user: intent.user)
        if let found = try change.find(id) { try change.retire(found) }
        var done = intent
        done.accessKeyID = id
        guard vault.contents.intent(id: intent.id) != nil else {
            return try vault.record(AuditEvent(at: world.now(), .compensated, intent: done))
        }
        try vault.settle(done, as: .compensated, world)
    }
}
