import APIClient
import FoundationEssentials
import Vault

extension RotationSteps {
    /// R7: the old key is gone at OUTSCALE, then here.
    func delete(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        let old = try vault.contents.record(rotation.previous)
        let kept = try end(
            intent, as: .deleted, deleting: old, dueSince: rotation.deletedFrom, in: &vault)
        return try report(intent, kept.map(Rotation.State.oldKept) ?? .done, in: vault)
    }

    /// Deletes the key that the rotation has no use for any more, and settles it.
    ///
    /// - Parameter date: since when it is to be deleted; `nil` for the rotation's beginning.
    /// - Returns: the key, where OUTSCALE refuses to delete it and it has expired, or the refusal has lasted for longer
    ///   than the quarantine: it stays in the vault, and nobody renews it.
    func end(
        _ intent: Intent, as action: AuditEvent.Action, deleting key: KeyRecord?,
        dueSince date: Date? = nil, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> KeyRecord? {
        guard let key else {
            try vault.settle(intent, as: action, context)
            return nil
        }
        var open = intent
        var change = try change(intent, of: key, in: vault)
        do { try vault.deleteOrWait(KnownKey(key), by: &change, under: &open) } catch {
            let isLasting = Evidence(context: context)
                .absenceCounts(since: date ?? intent.startedAt)
            guard
                error.isFinal(about: key, context) || (isLasting && error.isOwnRefusal)
                    || isLongUnseen(error, since: date ?? intent.startedAt)
            else { throw error }
            let now = context.now()
            try vault.settle(open, context) { transaction throws(VaultError) in
                try transaction.retire(key.id, at: now)
            }
            return key
        }
        try vault.settle(open, as: action, about: key.accessKeyID, context) {
            transaction throws(VaultError) in
            try transaction.drop(key.id)
        }
        return nil
    }
}
