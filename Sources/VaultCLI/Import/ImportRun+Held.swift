import KeyLifecycle
import PlaintextCredentials
import SecretMemory
import Vault

/// What the vault has of a key already.
extension ImportRun {
    /// Tries a key that an earlier run has stored, and that OUTSCALE has not accepted so far.
    ///
    /// - Returns: why it is not accepted now.
    func verifyHeld(
        _ name: EntryName, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws -> Failure? {
        guard !command.noVerify, let key = try vault.contents.key(named: name),
            key.verifiedAt == nil, key.state != .inactive, !key.hasExpired(at: context.now())
        else { return nil }
        let clients = ProfileClients(options: command.global, context: context)
        let verdict = try VerifyKey(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault)
        ).run(key, in: &vault, holding: lock)
        guard case .unproven(let error) = verdict else {
            if verdict.isProof { report.tellAccepted(name) }
            return nil
        }
        let doubt = Failure(error)
        context.console.note("'\(name)' could not be verified: \(doubt.message)")
        return doubt
    }

    /// Whether the vault has the secret that stands in the file.
    func holds(
        _ item: ImportPlan.Item, in vault: borrowing UnlockedVault
    ) throws -> Bool {
        let id = item.key.accessKeyID
        guard let key = try vault.contents.keys().first(where: { $0.accessKeyID == id })
        else { return false }
        return try vault.secret(of: key.id).isEqual(to: item.file.secret(of: item.key))
    }
}
