import APIClient
import FoundationEssentials
import Vault

/// A rotation's lines R2 to R6, each durable before the next begins; and the way back.
struct RotationSteps {
    let access: Access
    let world: World

    /// Goes on until the rotation is done, or waits for its grace to pass.
    ///
    /// - Parameter verdict: what this process has found out about the new key already; `nil` where it has
    ///   not been tried.
    func advance(
        _ rotation: Intent, knowing verdict: Verification? = nil, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        do { return try proceed(rotation, knowing: verdict, in: &vault) } catch {
            throw error.interrupting(rotation)
        }
    }

    private func proceed(
        _ rotation: Intent, knowing verdict: Verification?, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        var rotation = rotation
        while true {
            switch rotation.phase {
            case .replacing:
                guard let new = vault.contents.key(id: rotation.keyID) else {
                    return try abandon(rotation, in: &vault)
                }
                try prove(new, rotation, knowing: verdict, in: &vault)
                rotation = try promote(rotation, in: &vault)
            case .promoted:
                guard let retired = try retire(rotation, in: &vault) else {
                    return try end(rotation, in: &vault)
                }
                rotation = retired
            case .retired:
                let end = rotation.notBefore ?? world.now()
                guard end <= world.now() else {
                    return report(rotation, .inGrace(until: end), in: vault)
                }
                return try delete(rotation, in: &vault)
            case .undoing: return try undo(rotation, in: &vault)
            case .sending, .unknown, .stored, .leased, .deleting, .elsewhere:
                return try abandon(rotation, in: &vault)
            }
        }
    }

    func report(
        _ rotation: Intent, _ state: Rotation.State, in vault: borrowing UnlockedVault
    ) -> Rotation {
        Rotation(
            name: rotation.keyName, key: vault.contents.key(named: rotation.keyName), state: state)
    }

    func change(
        _ rotation: Intent, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> ConfirmedChange {
        guard let client = access.forIntent(vault, rotation) else { throw .noAccess(rotation) }
        return ConfirmedChange(
            client: client, user: rotation.user,
            signer: vault.contents.signer(of: rotation.profile))
    }

    /// The key that is replaced.
    func old(_ rotation: Intent, in contents: VaultContents) -> KeyRecord? {
        rotation.previousKeyID.flatMap { contents.key(id: $0) }
    }

    /// No new key came of it.
    private func abandon(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        try vault.settle(rotation, world)
        return report(rotation, .abandoned, in: vault)
    }
}

// MARK: - Forward

extension RotationSteps {
    /// R3: names and the right to sign change hands in one transaction.
    private func promote(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent {
        var next = rotation
        next.phase = .promoted
        let promoted = next
        let now = world.now()
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                try transaction.hand(
                    rotation.keyName, to: rotation.keyID, from: rotation.previousKeyID, "old")
                try transaction.put(promoted)
                try transaction.record(AuditEvent(at: now, .promoted, intent: promoted))
            }
        } catch { throw .vault(error) }
        return promoted
    }

    /// R4 and R5: the old key is inactive, with its own expiry, from now on until its grace has passed; `nil` if
    /// OUTSCALE does not list it.
    private func retire(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Intent? {
        var next = rotation
        next.phase = .retired
        var retired = old(rotation, in: vault.contents)
        if let key = retired {
            guard let found = try change(rotation, in: vault).find(key.accessKeyID) else {
                return nil
            }
            retired?.align(
                with: try change(rotation, in: vault).update(found, .state(.inactive)))
        }
        let now = world.now()
        next.notBefore = now.addingTimeInterval(Double(rotation.graceSeconds ?? 0))
        let (intent, record) = (next, retired)
        do {
            try vault.commit(at: now) { transaction throws(VaultError) in
                if let record {
                    try transaction.update(record)
                    try transaction.record(AuditEvent(at: now, .retired, key: record))
                }
                try transaction.put(intent)
            }
        } catch { throw .vault(error) }
        return intent
    }

    /// The old key was not made inactive by us and is not listed: whether it lives is not known, so its record
    /// and its secret stay.
    private func end(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        let left = old(rotation, in: vault.contents)
        try vault.settle(rotation, world)
        return report(rotation, left.map { .oldNotListed($0) } ?? .done, in: vault)
    }

    /// R6: the old key is gone at OUTSCALE, then here.
    private func delete(
        _ rotation: Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        if let old = old(rotation, in: vault.contents) {
            let change = try change(rotation, in: vault)
            if let found = try change.find(old.accessKeyID) { try change.retire(found) }
        }
        try vault.settle(rotation, as: .deleted, world) { transaction throws(VaultError) in
            if let id = rotation.previousKeyID { try transaction.drop(id) }
        }
        return report(rotation, .done, in: vault)
    }
}

extension VaultTransaction {
    /// Gives a name and, if its holder signs the profile's calls, that right, to another key; the holder
    /// gets a name beside it.
    mutating func hand(
        _ name: EntryName, to heir: RecordID, from holder: RecordID?, _ suffix: String
    ) throws(VaultError) {
        guard var new = contents.key(id: heir), new.name != name else { return }
        if let holder, var old = contents.key(id: holder) {
            if old.name == name { old.name = FreeName.next(to: name, suffix, in: contents) }
            try update(old)
        }
        new.name = name
        try update(new)
        guard var profile = contents.profile(id: new.profile), profile.signingKey == holder,
            holder != nil
        else { return }
        profile.signingKey = heir
        try put(profile)
    }
}
