import Vault

/// R2: what a new key has to show before it takes a place.
extension RotationSteps {
    /// Only a key that OUTSCALE has accepted may take a place.
    ///
    /// Four refusals in a row lock a key, so a process that has tried it three times tries it no more.
    func prove(
        _ new: KeyRecord, _ intent: Intent, knowing known: Verification?,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        guard new.verifiedAt == nil else { return }
        let verdict =
            if let known { known } else {
                ProveKey(clients: clients, context: context).run(new, in: vault)
            }
        guard let verdict else { throw .noAccess(intent) }
        guard verdict.isProof else { throw .notProven(intent, verdict) }
        try vault.noteProof(of: new, context)
    }
}
