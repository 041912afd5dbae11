import APIClient
import SecretMemory
import Vault

/// R2: what a new key has to show before it takes a place.
extension RotationSteps {
    /// Only a key that OUTSCALE has accepted may take a place.
    ///
    /// Four refusals in a row lock a key, so a process that has tried it three times tries it no more.
    func prove(
        _ new: KeyRecord, _ rotation: Intent, knowing known: Verification?,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        guard new.verifiedAt == nil else { return }
        let verdict = if let known { known } else { try verdict(on: new, rotation, in: vault) }
        guard verdict.isProof else { throw .notProven(rotation, verdict) }
        var proven = new
        proven.verifiedAt = world.now()
        try write(proven, in: &vault)
    }

    private func verdict(
        on new: KeyRecord, _ rotation: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Verification {
        guard let profile = vault.contents.profile(id: rotation.profile) else {
            throw .noAccess(rotation)
        }
        let secret: SecretBytes
        do { secret = try vault.secret(of: new.id) } catch { throw .vault(error) }
        guard let client = access.asKey(profile, new.accessKeyID, secret) else {
            throw .noAccess(rotation)
        }
        return KeyVerification(client: client, world: world).run(accessKeyID: new.accessKeyID)
    }

    private func write(_ proven: KeyRecord, in vault: inout UnlockedVault) throws(LifecycleError) {
        let now = world.now()
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.update(proven)
                try transaction.record(AuditEvent(at: now, .verified, key: proven))
            }
        } catch { throw .vault(error) }
    }
}
