package import Vault

/// Makes this machine, and whoever uses it, answer for what another one or another member has begun.
///
/// What has landed there is not seen here: the key of such a creation counts as lost. Leases stay where they
/// are, since only their own machine sees whether their command runs. The commit is what takes an intent over: whoever had it
/// finds that before their next call to OUTSCALE.
package struct AdoptIntents {
    let context: LifecycleContext

    package init(context: LifecycleContext) { self.context = context }

    /// What can be adopted.
    package func candidates(in contents: VaultContents) -> [Intent] {
        contents.intents.filter { $0.lease == nil && !$0.isOwn(context) }
    }

    /// - Parameter intents: as they were when a person was asked.
    /// - Throws: ``VaultError/intentTaken(_:by:)`` if one of them has gone into other hands meanwhile, or was settled.
    package func run(
        _ intents: [Intent], in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        guard !intents.isEmpty else { return }
        try vault.commit(context) { transaction, _ throws(VaultError) in
            for intent in intents {
                try transaction.requireHeld(intent)
                // What was learnt since stays.
                guard let open = transaction.contents.intent(id: intent.id) else { continue }
                try transaction.take(open.held(by: context.holder, on: context.host))
            }
        }
    }
}
