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
                    return try abandon(intent, in: &vault)
                }
                try prove(new, intent, knowing: verdict, in: &vault)
                rotation.phase = try promote(intent, rotation, in: &vault)
            case .promoted(let end):
                guard end <= context.now() else {
                    return report(intent, .overlapping(until: end), in: vault)
                }
                rotation.phase = try retire(intent, rotation, in: &vault)
            case .retired(let end):
                guard end <= context.now() else {
                    let old = vault.contents.key(id: rotation.previous)
                    let hasExpired = old?.expiresAt.map { $0 <= context.now() } ?? false
                    return report(
                        intent, hasExpired ? .expired(until: end) : .inGrace(until: end), in: vault)
                }
                return try delete(intent, rotation, in: &vault)
            case .undoing: return try undo(intent, rotation, in: &vault)
            }
            intent = intent.advanced(to: rotation.phase)
        }
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

    /// No new key came of it.
    private func abandon(
        _ intent: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        try vault.settle(intent, context)
        return report(intent, .abandoned, in: vault)
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
    ) throws(LifecycleError) -> Intent.Rotation.Phase {
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
        let record = retired
        let phase = Intent.Rotation.Phase.retired(
            deletedFrom: context.now().addingTimeInterval(Double(rotation.graceSeconds)))
        try vault.commit(context) { transaction, now throws(VaultError) in
            if let record {
                try transaction.update(record)
                try transaction.record(AuditEvent(at: now, .retired, key: record))
            }
            try transaction.put(intent.advanced(to: phase))
        }
        return phase
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
        var open = intent
        let old = vault.contents.key(id: rotation.previous)
        do {
            if let old { try delete(old, under: &open, in: &vault) }
        } catch {
            guard let old, error.isFinal(about: old, context) else { throw error }
            try vault.settle(open, context)
            return report(intent, .oldKept(old), in: vault)
        }
        try vault.settle(open, as: .deleted, about: old?.accessKeyID, context) {
            transaction throws(VaultError) in
            try transaction.drop(rotation.previous)
        }
        return report(intent, .done, in: vault)
    }

    /// Deletes the rotation's old key, or its new one where it is undone.
    func delete(
        _ key: KeyRecord, under intent: inout Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        var change = try change(intent, of: key, in: vault)
        try vault.deleteOrWait(KnownKey(key), by: &change, under: &intent)
    }
}

extension VaultTransaction {
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
