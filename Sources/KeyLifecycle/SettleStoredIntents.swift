import Vault

/// Closes the intents of keys that are stored: a run ended between storing and verifying.
///
/// The secret is safe and nothing is owed to OUTSCALE; the key stays unverified until it is used.
struct SettleStoredIntents {
    let world: World

    func run(in vault: inout UnlockedVault) throws(LifecycleError) {
        let contents = vault.contents
        let done = contents.intents.filter {
            $0.phase == .stored && contents.key(id: $0.keyID) != nil
        }
        guard !done.isEmpty else { return }
        let now = world.now()
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                for intent in done {
                    try transaction.settle(intent: intent.id)
                    try transaction.record(AuditEvent(at: now, .intentSettled, intent: intent))
                }
            }
        } catch { throw .vault(error) }
    }
}
