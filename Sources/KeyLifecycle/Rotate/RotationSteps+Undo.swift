import APIClient
import FoundationEssentials
import Vault

/// The way back: the old key works again before the new one goes.
extension RotationSteps {
    func undo(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        // Before the new key has its name nothing is asked of the old one.
        let holder = try vault.contents.record(rotation.previous)?.name
        let isUntouched =
            rotation.phase == .undoing(retiredFrom: nil, deletedFrom: nil)
            && holder == intent.key.name
        // A key that works signs the rest, where it is the profile's own: the new one may not be able to.
        if try isActive(rotation, in: vault) { try handBack(intent, rotation, in: &vault) }
        let isCut = try isUntouched ? false : reactivate(intent, rotation, in: &vault)
        try handBack(intent, rotation, in: &vault)
        let new = try vault.contents.record(intent.key.record)
        let kept = try end(intent, as: .rotationUndone, deleting: new, in: &vault)
        var undone = try report(intent, .undone(newKept: kept), in: vault)
        if isCut { undone.remarks = [.expiryCut] }
        return undone
    }

    /// The old key's state in the vault may lag behind a request that was interrupted, so the change is always sent.
    ///
    /// - Returns: whether a ceiling that has come since has cut its expiry.
    private func reactivate(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Bool {
        guard var old = try vault.contents.record(rotation.previous) else {
            try goOn(intent, rotation, in: &vault)
            throw .oldKeyGone(intent.key.name)
        }
        guard try !isToStayInactive(old, intent, rotation, in: vault) else {
            old.state = .inactive
            let record = old
            try vault.commit(context) { transaction, _ throws(VaultError) in
                try transaction.update(record)
            }
            return false
        }
        guard !old.hasExpired(at: context.now()) else {
            try goOn(intent, rotation, in: &vault)
            throw .oldKeyExpired(old.name)
        }
        var change = try change(intent, of: old, in: vault)
        try vault.hold(intent)
        do {
            old.align(
                with: try change.update(KnownKey(old), .state(.active)),
                seenBy: try vault.contents.caller(of: change.client, in: old.profile))
            old.user = change.user
        } catch {
            if case .unknownKey = error { try goOn(intent, rotation, in: &vault) }
            throw error
        }
        let record = old
        try vault.commit(context) { transaction, now throws(VaultError) in
            try transaction.update(record)
            try transaction.record(AuditEvent(at: now, .enabled, key: record))
        }
        return change.isCut
    }

    /// Whether the old key has not been made inactive yet, as far as the vault knows, and lives.
    private func isActive(
        _ rotation: Intent.Rotation, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Bool {
        guard case .undoing(_, nil) = rotation.phase,
            let old = try vault.contents.record(rotation.previous), old.state == .active
        else { return false }
        return !old.hasExpired(at: context.now())
    }

    /// Whether a person had the old key inactive, before the rotation or while both keys were there.
    private func isToStayInactive(
        _ old: KeyRecord, _ intent: Intent, _ rotation: Intent.Rotation,
        in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Bool {
        if let wasInactive = rotation.wasInactive { return wasInactive }
        // Nothing has been taken from it yet.
        return try isInactive(old, intent, in: vault)
    }

    /// There is no way back, and the rotation goes on from where it was.
    private func goOn(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        let phase: Intent.Rotation.Phase
        switch rotation.phase {
        case .undoing(_, let deletedFrom?): phase = .retired(deletedFrom: deletedFrom)
        case .undoing(let retiredFrom?, nil): phase = .promoted(retiredFrom: retiredFrom)
        default:
            // Older writers did not note when an overlap ends.
            let isPromoted =
                try vault.contents.record(intent.key.record)?.name == intent.key.name
            phase = isPromoted ? .promoted(retiredFrom: context.now()) : .replacing
        }
        let forward = intent.advanced(to: phase)
        try vault.commit(context) { transaction, _ throws(VaultError) in
            // The name may have been handed back already.
            if phase != .replacing {
                try transaction.hand(
                    intent.key.name, to: intent.key.record, from: rotation.previous, "old")
            }
            try transaction.renew(forward)
        }
    }

    private func handBack(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        guard let old = try vault.contents.record(rotation.previous) else { return }
        try vault.commit(context) { transaction, _ throws(VaultError) in
            try transaction.hand(intent.key.name, to: old.id, from: intent.key.record, "new")
        }
    }
}
