package import Vault

/// Removes a key from the vault only; OUTSCALE keeps it.
///
/// What is still open about the key goes with it: a recovery must neither bring it back from its landing file,
/// nor delete at OUTSCALE what was to be kept there.
package struct ForgetKey {
    let key: KeyRecord
    let context: LifecycleContext

    package init(_ key: KeyRecord, context: LifecycleContext) {
        self.key = key
        self.context = context
    }

    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) {
        let open = vault.contents.intents.filter { $0.key.record == key.id && $0.endsWithItsKey }
        let now = context.now()
        do {
            // While the database still has the key, its landing is worth nothing.
            for intent in open { try vault.discardLanding(of: intent.id) }
            try vault.commit(at: now) { transaction throws(VaultError) in
                for intent in open {
                    try transaction.settle(intent: intent.id)
                    try transaction.record(AuditEvent(at: now, .intentSettled, intent: intent))
                }
                try transaction.drop(key.id)
                try transaction.record(AuditEvent(at: now, .forgotten, key: key))
            }
        } catch { throw .vault(error) }
    }
}

extension Intent {
    /// Whether nothing is left to do once its key is no more in the vault.
    fileprivate var endsWithItsKey: Bool {
        switch work {
        case .issue, .update, .delete: true
        case .rotate, .lease: false
        }
    }
}
