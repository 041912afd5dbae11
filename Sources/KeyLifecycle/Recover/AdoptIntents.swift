package import Vault

/// Makes this machine answer for what another one has begun.
///
/// What has landed there is not seen here: the key of such a creation counts as lost. Leases stay where they
/// are, since only their own machine sees whether their command runs.
package struct AdoptIntents {
    let context: LifecycleContext

    package init(context: LifecycleContext) { self.context = context }

    /// What can be adopted.
    package func candidates(in contents: VaultContents) -> [Intent] {
        contents.intents.filter { $0.host != context.host && $0.lease == nil }
    }

    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        let intents = candidates(in: vault.contents)
        guard !intents.isEmpty else { return }
        try vault.commit(context) { transaction, _ throws(VaultError) in
            for var intent in intents {
                intent.host = context.host
                try transaction.put(intent)
            }
        }
    }
}
