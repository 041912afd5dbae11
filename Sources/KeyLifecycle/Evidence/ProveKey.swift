import APIClient
import SecretMemory
import Vault

/// Tries a key of the vault by calls that it signs itself.
struct ProveKey {
    let clients: OutscaleClients
    let context: LifecycleContext

    /// `nil` where its secret or its profile can't be had.
    func run(_ key: KeyRecord, in vault: borrowing UnlockedVault) -> Verification? {
        guard let profile = vault.contents.profile(id: key.profile),
            let secret = try? vault.secret(of: key.id),
            let client = clients.asKey(profile, key.accessKeyID, secret)
        else { return nil }
        return KeyVerification(client: client, context: context).run(accessKeyID: key.accessKeyID)
    }
}

extension UnlockedVault {
    /// A key whose signature OUTSCALE has accepted.
    mutating func write(
        proven key: KeyRecord, _ context: LifecycleContext
    ) throws(LifecycleError) {
        let now = context.now()
        do {
            try commit(at: now) { transaction throws(VaultError) in
                try transaction.update(key)
                try transaction.record(AuditEvent(at: now, .verified, key: key))
            }
        } catch { throw .vault(error) }
    }
}
