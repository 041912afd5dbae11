import APIClient
import FoundationEssentials
import Vault

/// A rotation's lines R2 to R7, each durable before the next begins; and the way back.
struct RotationSteps {
    let clients: OutscaleClients
    let context: LifecycleContext

    /// Goes on until the rotation is done, or waits for one of its windows to pass.
    ///
    /// - Parameter verdict: what this process has found out about the new key already; `nil` if it has
    ///   not been tried.
    func advance(
        _ intent: Intent, _ rotation: Intent.Rotation, knowing verdict: Verification? = nil,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        do { return try proceed(intent, rotation, knowing: verdict, in: &vault) } catch {
            switch error.interrupting(intent) {
            case .api(let cause), .unconfirmed(_, let cause),
                .unknownKey(_, isEverybodyAsked: false, _, let cause):
                throw .rotationOpen(intent, cause)
            case let other: throw other
            }
        }
    }

    private func proceed(
        _ intent: Intent, _ rotation: Intent.Rotation, knowing verdict: Verification?,
        in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        var (intent, rotation) = (intent, rotation)
        var isJustRetired = false
        // A window that an earlier command has opened is over by this machine's clock alone.
        if let end = rotation.restsUntil, end <= context.now() {
            try clients.client(for: intent, in: vault).requireOneClock()
        }
        while true {
            switch rotation.phase {
            case .replacing:
                guard let new = try vault.contents.record(intent.key.record) else {
                    try requireNoDoubt(about: intent, in: vault)
                    return try abandon(intent, deleting: nil, in: &vault)
                }
                guard !new.hasExpired(at: context.now()) else {
                    return try abandon(intent, deleting: new, in: &vault)
                }
                try prove(new, intent, knowing: verdict, in: &vault)
                rotation.phase = try promote(intent, rotation, in: &vault)
            case .promoted(let end):
                guard end <= context.now() else {
                    return try report(intent, rest(rotation, until: end, in: vault), in: vault)
                }
                try requireFitness(of: intent, rotation, mayTry: verdict == nil, in: &vault)
                rotation = try observeOld(intent, rotation, in: &vault)
                intent.work = .rotate(rotation)
                rotation = try retire(intent, rotation, in: &vault)
                isJustRetired = true
            case .retired(let end):
                guard end <= context.now() else {
                    return try report(intent, rest(rotation, until: end, in: vault), in: vault)
                }
                try requireFitness(of: intent, rotation, mayTry: verdict == nil, in: &vault)
                if !isJustRetired { try requireAsleep(intent, rotation, in: &vault) }
                return try delete(intent, rotation, in: &vault)
            case .undoing: return try undo(intent, rotation, in: &vault)
            }
            // What was learnt on the way stays.
            intent = vault.contents.intent(id: intent.id) ?? intent
            intent.work = .rotate(rotation)
        }
    }

    /// What its old key is while one of the windows is open; its own expiry may be nearer than the window's end.
    private func rest(
        _ rotation: Intent.Rotation, until end: Date, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Rotation.State {
        let old = try vault.contents.record(rotation.previous)
        let expiry = old?.expiresAt ?? end
        guard expiry > context.now() else { return .expired(until: end) }
        if case .promoted = rotation.phase, mayWork(old, in: vault) {
            return .overlapping(until: min(end, expiry))
        }
        return .inGrace(until: min(end, expiry))
    }

    /// Whether an old key is not known to be inactive: one that an open change wakes may work by now.
    private func mayWork(_ old: KeyRecord?, in vault: borrowing UnlockedVault) -> Bool {
        guard let old, old.state == .inactive else { return true }
        return vault.contents.intents.contains { intent in
            guard case .update(let update) = intent.work else { return false }
            return update.accessKeyID == old.accessKeyID && update.change == .state(.active)
        }
    }

    func report(
        _ intent: Intent, _ state: Rotation.State, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        Rotation(
            name: intent.key.name, key: try vault.contents.record(named: intent.key.name),
            state: state)
    }

    func change(
        _ intent: Intent, of key: KeyRecord, in vault: borrowing UnlockedVault
    ) throws(LifecycleError) -> ConfirmedChange {
        let client = try clients.client(for: intent, in: vault)
        return try ConfirmedChange(of: key, client: client, in: vault.contents, context)
    }

    /// No new key came of it, or one that has expired before it took the old one's place.
    private func abandon(
        _ intent: Intent, deleting new: KeyRecord?, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Rotation {
        let kept = try end(
            intent, as: new == nil ? .intentSettled : .rotationUndone, deleting: new, in: &vault)
        guard let new else { return try report(intent, .abandoned(.neverMade), in: vault) }
        return try report(intent, .abandoned(kept.map { .kept($0) } ?? .deleted(new)), in: vault)
    }
}
