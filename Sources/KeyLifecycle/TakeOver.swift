package import Vault

/// Makes this machine answer for what another one has begun.
///
/// What has landed there is not seen here: the key of such a creation counts as lost. Leases stay where they
/// are, since only their own machine sees whether their command runs.
package struct TakeOver {
    let world: World

    package init(world: World) { self.world = world }

    /// What can be taken over.
    package func candidates(in contents: VaultContents) -> [Intent] {
        contents.intents.filter { $0.hostID != world.hostID && $0.kind != .lease }
    }

    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        let intents = candidates(in: vault.contents)
        guard !intents.isEmpty else { return }
        do {
            try vault.commit(at: world.now()) { transaction throws(VaultError) in
                for var intent in intents {
                    intent.hostID = world.hostID
                    try transaction.put(intent)
                }
            }
        } catch { throw .vault(error) }
    }
}
