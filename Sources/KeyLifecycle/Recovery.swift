package import APIClient
package import FoundationEssentials
package import SystemPackage
package import Vault

/// Finishes or undoes what earlier commands left open; doing it twice does nothing more.
///
/// What has landed is stored. What may exist at OUTSCALE without its secret is looked for by its Tag and
/// deleted. Updates, deletions and rotations go on from the line that they stopped at. A lease
/// whose process has ended is ended. Nothing is ever created here.
package struct Recovery {
    let access: Access
    let world: World
    /// Where a secret was brought to when the vault's own disk took nothing.
    let landingDirectory: FilePath?
    /// Whether a command goes on after it. Then each lost creation is looked for once: who waits for the command
    /// does not wait for that. And a rotation's new key is left to the command, because three attempts are all
    /// that a process has.
    let isPrelude: Bool

    package init(
        access: Access, world: World, landingDirectory: FilePath? = nil, isPrelude: Bool = false
    ) {
        self.isPrelude = isPrelude
        self.access = access
        self.world = isPrelude ? world.lookingOnce : world
        self.landingDirectory = landingDirectory
    }

    /// What became of everything that was open; one that fails never stops the rest, but a wrong clock does.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> [Recovered] {
        var landings = TakeLandings(access: access, world: world)
        try landings.run(with: landingDirectory, in: &vault)
        var (results, probes) = (landings.results, landings.probes)
        // Creations first: a rotation goes on from what became of its new key.
        let open = vault.contents.intents.sorted { rank($0) < rank($1) }
        for intent in open where vault.contents.intent(id: intent.id) != nil {
            guard !intent.isResting(at: world.now(), hostID: world.hostID, world.processes) else {
                continue
            }
            guard !landings.blocked.contains(intent.id) else { continue }
            guard isOurs(intent, in: vault.contents) else {
                results.append(Recovered(intent, .otherMachine))
                continue
            }
            do {
                if needsOutscale(intent, in: vault.contents) {
                    try probes.ask(about: intent, in: vault)
                }
                let away = landings.directories[intent.id]
                results.append(Recovered(intent, try recover(intent, away, in: &vault)))
            } catch {
                if case .clockSkewed = error { throw error }
                probes.note(error, of: intent)
                results.append(Recovered(intent, .failed(error)))
            }
        }
        return results
    }

    private func rank(_ intent: Intent) -> UInt8 { intent.kind.rawValue }

    /// Another machine's recovery knows what has landed there; it has as long for it as a key may still appear.
    /// The key of its lease is in the vault and past its expiry when this is asked, so anybody may take it away,
    /// unless its creation is not settled.
    private func isOurs(_ intent: Intent, in contents: VaultContents) -> Bool {
        guard intent.hostID != world.hostID else { return true }
        let end = intent.startedAt.addingTimeInterval(world.quarantineSeconds)
        guard intent.kind == .lease || end > world.now() else { return true }
        return intent.kind == .lease
            && !contents.intents.contains { $0.kind == .issue && $0.keyID == intent.keyID }
    }

    private func needsOutscale(_ intent: Intent, in contents: VaultContents) -> Bool {
        let key = contents.key(id: intent.keyID)
        return switch intent.kind {
        case .issue: key == nil || (intent.userTag != nil && intent.userTag != key?.tag)
        case .update, .delete: true
        case .rotate, .lease: key != nil
        }
    }

    private func recover(
        _ intent: Intent, _ directory: FilePath?, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        if intent.kind == .issue, vault.contents.key(id: intent.keyID) != nil {
            return try RecoverIssue(world: world).settle(intent, access, in: &vault)
        }
        if intent.kind == .rotate {
            let steps = RotationSteps(access: access, world: world)
            let verdict: Verification? = isPrelude ? .notTried : nil
            return .rotated(try steps.advance(intent, knowing: verdict, in: &vault))
        }
        if intent.kind == .lease {
            guard !intent.isUnseen(at: world.now(), hostID: world.hostID, world.processes) else {
                throw .leaseOwnerUnseen(intent)
            }
            let lease = EndLease(access: access, world: world)
            return .leaseEnded(accessKeyID: try lease.run(intent, in: &vault))
        }
        guard let client = access.forIntent(vault, intent) else { throw .noAccess(intent) }
        if intent.kind == .issue {
            let issue = RecoverIssue(world: world)
            guard intent.phase != .elsewhere, directory == nil else {
                return try issue.keep(intent, at: directory, client, in: &vault)
            }
            return try issue.search(intent, client, in: &vault)
        }
        return try finish(intent, client, in: &vault)
    }

    /// An update or a deletion, which may be sent again; a refusal ends it.
    private func finish(
        _ intent: Intent, _ client: OutscaleClient, in vault: inout UnlockedVault
    ) throws(LifecycleError) -> Recovered.Outcome {
        let change = ConfirmedChange(
            client: client, user: intent.user, signer: vault.contents.signer(of: intent.profile))
        do {
            guard intent.kind == .update else {
                try FinishDeletion(change: change, world: world).run(intent, in: &vault)
                return .deleted
            }
            return .changed(
                try FinishChange(change: change, world: world).run(intent, in: &vault))
        } catch {
            // Settled on the way: the key is gone, so nothing is left to change.
            guard vault.contents.intent(id: intent.id) != nil else { return .abandoned(error) }
            guard case .api(let cause) = error, case .refused = cause, !cause.refusesCaller else {
                throw error
            }
            try FinishDeletion(change: change, world: world).giveUp(intent, in: &vault)
            return .abandoned(error)
        }
    }
}

/// What became of something that was open.
package struct Recovered: Sendable {
    package enum Outcome: Sendable {
        /// The secret had landed and is in the vault now.
        case stored(KeyRecord)
        /// The secret was brought to that directory, from where `recover --landing` stores it.
        case elsewhere(FilePath?)
        /// The secret was there and OUTSCALE has the key no more, so the secret was dropped.
        case gone(accessKeyID: String?)
        /// The key was in the vault already; its clean-up is done.
        case settled
        /// The key whose secret was lost is deleted at OUTSCALE, and with it any twin of its Tag.
        case compensated(accessKeyIDs: [String])
        /// No key has appeared, and none will: too much time has passed.
        case nothingMade
        /// No key has appeared yet; it may until then. The candidates carry no Tag, so only a person may
        /// decide about them.
        case quarantined(until: Date, candidates: [AccessKey])
        /// No key with the Tag will appear any more, but one of these may be the lost one. It stays open until a
        /// person decides, since nobody would look after such a key once it is settled.
        case undecided(candidates: [AccessKey])
        /// A person has said that these are others' keys, so nothing was made.
        case dismissed(accessKeyIDs: [String])
        case changed(ChangedKey)
        case deleted
        /// OUTSCALE refuses the change, or the key is gone, here or there, so it will not be made.
        case abandoned(LifecycleError)
        case rotated(Rotation)
        /// The process of a lease has ended, and its key is gone; `nil` where none was made.
        case leaseEnded(accessKeyID: String?)
        /// Another machine's: its own recovery knows what has landed there.
        case otherMachine
        case failed(LifecycleError)
    }

    /// `nil` for a landed key without an intent.
    package let intent: Intent?
    package let outcome: Outcome

    package init(_ intent: Intent?, _ outcome: Outcome) {
        self.intent = intent
        self.outcome = outcome
    }

    /// The keys without a Tag of which one may be the lost one; `nil` where that is no question.
    package var candidates: [AccessKey]? {
        switch outcome {
        case .quarantined(_, let candidates), .undecided(let candidates): candidates
        default: nil
        }
    }

    /// Whether only a person's decision is missing.
    package var isUndecided: Bool {
        if case .undecided = outcome { true } else { false }
    }

    /// Whether something is still owed.
    package var isOpen: Bool {
        switch outcome {
        case .quarantined, .undecided, .otherMachine, .failed, .elsewhere: true
        case .stored, .gone, .settled, .compensated, .nothingMade, .dismissed, .changed, .deleted,
            .abandoned, .rotated, .leaseEnded:
            false
        }
    }
}
