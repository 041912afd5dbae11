import APIClient
import FoundationEssentials
import Vault

/// The way back: the old key works again before the new one goes.
extension RotationSteps {
    func undo(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        try reactivate(rotation, in: &vault)
        try handBack(rotation, in: &vault)
        if let new = vault.contents.key(id: rotation.keyID) {
            let change = try change(rotation, in: vault)
            if let found = try change.find(new.accessKeyID) { try change.retire(found) }
        }
        try vault.settle(rotation, as: .rotationUndone, world) { transaction throws(VaultError) in
            try transaction.drop(rotation.keyID)
        }
        return report(rotation, .undone, in: vault)
    }

    private func reactivate(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        // The vault's own state may lag behind a request that was interrupted, so OUTSCALE is asked.
        guard var old = old(rotation, in: vault.contents) else { return }
        let change = try change(rotation, in: vault)
        guard let found = try change.find(old.accessKeyID) else {
            try giveUp(rotation, in: &vault)
            throw .notListed(old)
        }
        guard found.state == .inactive || old.state == .inactive else { return }
        old.align(with: try change.update(found, .state(.active)))
        let now = world.now()
        let record = old
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.update(record)
                try transaction.record(AuditEvent(at: now, .enabled, key: record))
            }
        } catch { throw .vault(error) }
    }

    /// OUTSCALE does not list the old key: there is no way back, and the rotation goes on from where it was.
    private func giveUp(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        var forward = rotation
        if rotation.notBefore != nil {
            // We made it inactive, so it is gone.
            forward.phase = .retired
            forward.notBefore = world.now()
        } else {
            let new = vault.contents.key(id: rotation.keyID)
            forward.phase = new?.name == rotation.keyName ? .promoted : .replacing
        }
        try vault.note(forward, world)
    }

    private func handBack(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        guard let old = old(rotation, in: vault.contents) else { return }
        do {
            try vault.commit(at: world.now()) { transaction throws(VaultError) in
                try transaction.hand(rotation.keyName, to: old.id, from: rotation.keyID, "new")
            }
        } catch { throw .vault(error) }
    }
}
