import APIClient
import SecretMemory
package import Vault

/// Tries a key of the vault by calls that it signs itself.
struct ProveKey {
    let clients: OutscaleClients
    let context: LifecycleContext

    /// `nil` if its secret or its profile is not available.
    func run(_ key: KeyRecord, in vault: borrowing UnlockedVault) -> Verification? {
        var verification = verification(of: key, in: vault)
        return verification?.run(accessKeyID: key.accessKeyID)
    }

    /// The same by one call: four refusals lock a key.
    func attempt(_ key: KeyRecord, in vault: borrowing UnlockedVault) -> Verification? {
        var verification = verification(of: key, in: vault)
        return verification?.attempt(accessKeyID: key.accessKeyID)
    }

    private func verification(
        of key: KeyRecord, in vault: borrowing UnlockedVault
    ) -> KeyVerification? {
        guard let profile = vault.contents.profile(id: key.profile),
            let secret = try? vault.secret(of: key.id),
            let client = clients.asKey(profile, key.accessKeyID, secret)
        else { return nil }
        return KeyVerification(client: client, context: context)
    }
}

/// Tries a key of the vault that OUTSCALE has not accepted so far, and takes down whether it does now.
package struct VerifyKey {
    let clients: OutscaleClients
    let context: LifecycleContext

    package init(clients: OutscaleClients, context: LifecycleContext) {
        (self.clients, self.context) = (clients, context)
    }

    /// One call: four refusals lock a key.
    package func run(
        _ key: KeyRecord, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> Verification {
        let proving = ProveKey(clients: clients, context: context)
        guard let verdict = proving.attempt(key, in: vault) else { return .notTried }
        if verdict.isProof { try vault.noteProof(of: key, context) }
        return verdict
    }
}

extension UnlockedVault {
    /// OUTSCALE has accepted a signature by the key.
    mutating func noteProof(
        of key: KeyRecord, _ context: LifecycleContext
    ) throws(LifecycleError) {
        try commit(context) { transaction, now throws(VaultError) in
            var proven = key
            proven.verifiedAt = now
            try transaction.update(proven)
            try transaction.record(AuditEvent(at: now, .verified, key: proven))
        }
    }
}
