import APIClient
import FoundationEssentials
import Vault

/// R3 to R5.
extension RotationSteps {
    /// R3: names and the right to sign change hands in one transaction. From now on the overlap runs.
    func promote(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent.Rotation.Phase {
        // A member who knows the old key may have been removed since the rotation began.
        let isExposed = try vault.contents.record(rotation.previous)?.isExposed ?? false
        let overlap = isExposed ? 0 : Double(rotation.overlapSeconds)
        let phase = Intent.Rotation.Phase.promoted(
            retiredFrom: context.now().addingTimeInterval(overlap))
        try vault.commit(context) { transaction, now throws(VaultError) in
            try transaction.hand(
                intent.key.name, to: intent.key.record, from: rotation.previous, "old")
            try transaction.renew(intent.advanced(to: phase))
            try transaction.record(AuditEvent(at: now, .promoted, intent: intent))
        }
        return phase
    }

    /// Looks whether the old key is inactive already, by somebody else's will. That is durable before the rotation makes it
    /// inactive: afterwards nobody could tell.
    func observeOld(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent.Rotation {
        guard rotation.wasInactive == nil, let old = try vault.contents.record(rotation.previous)
        else { return rotation }
        var observed = rotation
        observed.wasInactive = try isInactive(old, intent, in: vault)
        var open = intent
        open.work = .rotate(observed)
        try vault.note(open, context)
        return observed
    }

    /// As OUTSCALE lists it, else as the vault knows it.
    func isInactive(
        _ old: KeyRecord, _ intent: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Bool {
        let listed = try change(intent, of: old, in: vault).find(old.accessKeyID)
        return (listed.map { KeyState($0.state) } ?? old.state) == .inactive
    }

    /// R5: the old key is inactive, with its own expiry, from now on until its grace has passed. One that OUTSCALE does
    /// not have any more needs no change and gets no grace; the deletion finds out whether that is proven.
    func retire(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent.Rotation {
        let old = try vault.contents.record(rotation.previous)
        var (retired, isAbsent, open) = (old, false, intent)
        try vault.hold(intent)
        if let key = retired {
            var change = try change(intent, of: key, in: vault)
            change.absentSince = intent.absentSince
            do {
                retired?.align(
                    with: try change.update(KnownKey(key), .state(.inactive), isEnding: true),
                    seenBy: try vault.contents.caller(of: change.client, in: key.profile))
                retired?.user = change.user
            } catch let failure {
                try vault.noteAbsence(seenBy: change, under: &open)
                // A young key may be active all the same: OUTSCALE does not know it yet.
                let error = failure.ofAbsence(under: intent, lastSeen: key.lastSeen, context)
                // Nor does one that has expired.
                guard
                    error.isFinal(about: key, context) || isHidden(key, error)
                        || isLongUnseen(error, since: rotation.retiredFrom ?? intent.startedAt)
                else { throw error }
                if case .unknownKey = error { isAbsent = true }
            }
        }
        // What had expired is worth nothing, also where it was given a date in the near future to be made inactive.
        if let old, old.hasExpired(at: context.now()) {
            retired?.retiredAt = context.now()
        }
        let record = retired
        var next = rotation
        next.phase = .retired(
            deletedFrom: isAbsent
                ? context.now() : endOfGrace(rotation, of: old, now: retired))
        let advanced = next
        open.work = .rotate(advanced)
        let retiring = open
        try vault.commit(context) { transaction, now throws(VaultError) in
            if let record {
                try transaction.update(record)
                try transaction.record(AuditEvent(at: now, .retired, key: record))
            }
            try transaction.renew(retiring)
        }
        return advanced
    }

    /// What has expired can't be had back, so nothing waits for it: also where it was given a date in the near future to
    /// be made inactive.
    private func endOfGrace(
        _ rotation: Intent.Rotation, of before: KeyRecord?, now after: KeyRecord?
    ) -> Date {
        let now = context.now()
        let end = now.addingTimeInterval(Double(rotation.graceSeconds))
        if let before, before.hasExpired(at: now) { return now }
        return min(end, max(now, after?.expiresAt ?? end))
    }

    /// Whether nobody has had the old key for so long that it will not turn up, although not all lists can be read.
    func isLongUnseen(_ error: LifecycleError, since date: Date) -> Bool {
        guard case .unknownKey = error else { return false }
        return Evidence(context: context).absenceCounts(since: date)
    }

    /// Whether an expired key can't be read back because OUTSCALE lists no such keys: it is as good as inactive.
    private func isHidden(_ key: KeyRecord, _ error: LifecycleError) -> Bool {
        guard case .notConfirmed = error else { return false }
        return key.hasExpired(at: context.now())
    }
}
