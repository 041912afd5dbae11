import APIClient
import FoundationEssentials
import Vault

/// A rotation's lines R2 to R7, each durable before the next begins; and the way back.
struct RotationSteps {
    let clients: OutscaleClients
    let context: LifecycleContext

    /// Goes on until the rotation is done, or waits for one of its windows to pass.
    ///
    /// - Parameter verdict: what this process has found out about the new key already; `nil` where it has
    ///   not been tried.
    func advance(
        _ intent: Intent, _ rotation: Intent.Rotation, knowing verdict: Verification? = nil,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        do { return try proceed(intent, rotation, knowing: verdict, in: &vault) } catch {
            switch error.interrupting(intent) {
            case .api(let cause), .unconfirmed(_, let cause): throw .rotationOpen(intent, cause)
            case let other: throw other
            }
        }
    }

    private func proceed(
        _ intent: Intent, _ rotation: Intent.Rotation, knowing verdict: Verification?,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        var (intent, rotation) = (intent, rotation)
        while true {
            switch rotation.phase {
            case .replacing:
                guard let new = vault.contents.key(id: intent.key.record) else {
                    try requireNoDoubt(about: intent, in: vault)
                    return try abandon(intent, deleting: nil, in: &vault)
                }
                guard new.expiresAt.map({ $0 > context.now() }) ?? true else {
                    return try abandon(intent, deleting: new, in: &vault)
                }
                try prove(new, intent, knowing: verdict, in: &vault)
                rotation.phase = try promote(intent, rotation, in: &vault)
            case .promoted(let end):
                guard end <= context.now() else {
                    return report(intent, rest(rotation, until: end, in: vault), in: vault)
                }
                try requireFitness(of: intent, rotation, mayTry: verdict == nil, in: vault)
                rotation = try retire(intent, rotation, in: &vault)
            case .retired(let end):
                guard end <= context.now() else {
                    return report(intent, rest(rotation, until: end, in: vault), in: vault)
                }
                try requireFitness(of: intent, rotation, mayTry: verdict == nil, in: vault)
                return try delete(intent, rotation, in: &vault)
            case .undoing: return try undo(intent, rotation, in: &vault)
            }
            intent.work = .rotate(rotation)
        }
    }

    /// What its old key is while one of the windows is open; its own expiry may be nearer than the window's end.
    private func rest(
        _ rotation: Intent.Rotation, until end: Date, in vault: borrowing UnlockedVault
    ) -> Rotation.State {
        let expiry = vault.contents.key(id: rotation.previous)?.expiresAt ?? end
        guard expiry > context.now() else { return .expired(until: end) }
        let isActive = vault.contents.key(id: rotation.previous)?.state != .inactive
        if case .promoted = rotation.phase, isActive {
            return .overlapping(until: min(end, expiry))
        }
        return .inGrace(until: min(end, expiry))
    }

    func report(
        _ intent: Intent, _ state: Rotation.State, in vault: borrowing UnlockedVault
    ) -> Rotation {
        Rotation(
            name: intent.key.name, key: vault.contents.key(named: intent.key.name), state: state)
    }

    func change(
        _ intent: Intent, of key: KeyRecord, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> ConfirmedChange {
        guard let client = clients.forIntent(vault, intent) else { throw .noAccess(intent) }
        return ConfirmedChange(of: key, client: client, in: vault.contents, context)
    }

    /// No new key came of it, or one that has expired before it took the old one's place.
    private func abandon(
        _ intent: Intent, deleting new: KeyRecord?, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        let kept = try end(
            intent, as: new == nil ? .intentSettled : .rotationUndone, deleting: new, in: &vault)
        guard let new else { return report(intent, .abandoned(.neverMade), in: vault) }
        return report(intent, .abandoned(kept.map { .kept($0) } ?? .deleted(new)), in: vault)
    }
}

// MARK: - Forward

extension RotationSteps {
    /// R3: names and the right to sign change hands in one transaction. From now on the overlap runs.
    private func promote(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent.Rotation.Phase {
        let phase = Intent.Rotation.Phase.promoted(
            retiredFrom: context.now().addingTimeInterval(Double(rotation.overlapSeconds)))
        try vault.commit(context) { transaction, now throws(VaultError) in
            try transaction.hand(
                intent.key.name, to: intent.key.record, from: rotation.previous, "old")
            try transaction.put(intent.advanced(to: phase))
            try transaction.record(AuditEvent(at: now, .promoted, intent: intent))
        }
        return phase
    }

    /// R5: the old key is inactive, with its own expiry, from now on until its grace has passed. One that OUTSCALE does
    /// not have any more needs no change; the deletion finds out whether that is proven.
    private func retire(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent.Rotation {
        let old = vault.contents.key(id: rotation.previous)
        var retired = vault.contents.key(id: rotation.previous)
        if let key = retired {
            do {
                var change = try change(intent, of: key, in: vault)
                retired?.align(
                    with: try change.update(KnownKey(key), .state(.inactive), isEnding: true))
                retired?.user = change.user
            } catch let failure {
                // A young key may be active all the same: OUTSCALE does not know it yet.
                let error = failure.ofAbsence(under: intent, lastSeen: key.lastSeen, context)
                // Nor does one that has expired.
                guard error.isFinal(about: key, context) || isHidden(key, error) else {
                    throw error
                }
            }
        }
        // What had expired is worth nothing, also where it was given a date in the near future to be made inactive.
        if let expiry = old?.expiresAt, expiry <= context.now() {
            retired?.retiredAt = context.now()
        }
        let record = retired
        var next = rotation
        next.wasInactive = rotation.wasInactive || old?.state == .inactive
        next.phase = .retired(deletedFrom: endOfGrace(rotation, of: old, now: retired))
        let advanced = next
        var open = intent
        open.work = .rotate(advanced)
        let retiring = open
        try vault.commit(context) { transaction, now throws(VaultError) in
            if let record {
                try transaction.update(record)
                try transaction.record(AuditEvent(at: now, .retired, key: record))
            }
            try transaction.put(retiring)
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
        if let expiry = before?.expiresAt, expiry <= now { return now }
        return min(end, max(now, after?.expiresAt ?? end))
    }

    /// Whether an expired key can't be read back because OUTSCALE lists no such keys: it is as good as inactive.
    private func isHidden(_ key: KeyRecord, _ error: LifecycleError) -> Bool {
        guard case .notConfirmed = error else { return false }
        return key.expiresAt.map { $0 <= context.now() } ?? false
    }

    /// R7: the old key is gone at OUTSCALE, then here.
    private func delete(
        _ intent: Intent, _ rotation: Intent.Rotation, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        let old = vault.contents.key(id: rotation.previous)
        let kept = try end(
            intent, as: .deleted, deleting: old, dueSince: rotation.deletedFrom, in: &vault)
        return report(intent, kept.map(Rotation.State.oldKept) ?? .done, in: vault)
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
            guard error.isFinal(about: key, context) || (isLasting && error.isOwnRefusal) else {
                throw error
            }
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
        guard var key = contents.key(id: id) else { return }
        key.retiredAt = date
        try update(key)
    }

    /// Gives a name and, if its holder signs the profile's calls, that right, to another key; the holder
    /// gets a name beside it.
    mutating func hand(
        _ name: EntryName, to heir: RecordID, from holder: RecordID, _ suffix: String
    ) throws(VaultError) {
        guard var new = contents.key(id: heir), new.name != name else { return }
        if var old = contents.key(id: holder) {
            if old.name == name { old.name = FreeName.next(to: name, suffix, in: contents) }
            try update(old)
        }
        new.name = name
        try update(new)
        guard var profile = contents.profile(id: new.profile), profile.signingKey == holder
        else { return }
        profile.signingKey = heir
        try put(profile)
    }
}
