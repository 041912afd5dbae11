import APIClient
import FoundationEssentials
import Vault

/// R3 to R7.
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
    private func isLongUnseen(_ error: LifecycleError, since date: Date) -> Bool {
        guard case .unknownKey = error else { return false }
        return Evidence(context: context).absenceCounts(since: date)
    }

    /// Whether an expired key can't be read back because OUTSCALE lists no such keys: it is as good as inactive.
    private func isHidden(_ key: KeyRecord, _ error: LifecycleError) -> Bool {
        guard case .notConfirmed = error else { return false }
        return key.hasExpired(at: context.now())
    }

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

extension VaultTransaction {
    /// Marks a key that stays although nothing uses it any more.
    mutating func retire(_ id: RecordID, at date: Date) throws(VaultError) {
        guard var key = try contents.key(id: id) else { return }
        key.retiredAt = date
        try update(key)
    }

    /// Gives a name and, if its holder signs the profile's calls, that right, to another key; the holder
    /// gets a name beside it.
    mutating func hand(
        _ name: EntryName, to heir: RecordID, from holder: RecordID, _ suffix: String
    ) throws(VaultError) {
        guard var new = try contents.key(id: heir), new.name != name else { return }
        if var old = try contents.key(id: holder) {
            if old.name == name { old.name = try FreeName.next(to: name, suffix, in: contents) }
            try update(old)
        }
        new.name = name
        try update(new)
        guard var profile = contents.profile(id: new.profile), profile.signingKey == holder
        else { return }
        profile.signingKey = heir
        try put(profile)
        if let old = try contents.key(id: holder) { try passCaller(from: old, to: new) }
    }

    /// What a user's key has seen, its successor sees: the same user has both.
    private mutating func passCaller(
        from old: KeyRecord, to new: KeyRecord
    ) throws(VaultError) {
        guard let user = old.user, new.user == user else { return }
        for var key in try contents.keys() where key.caller == old.accessKeyID {
            key.caller = new.accessKeyID
            try update(key)
        }
        for var intent in contents.intents where intent.caller == old.accessKeyID {
            intent.caller = new.accessKeyID
            try put(intent)
        }
    }
}
