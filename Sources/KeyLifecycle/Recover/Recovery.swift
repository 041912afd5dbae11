import APIClient
import FoundationEssentials
import LocalMachine
package import SystemPackage
package import Vault

/// Finishes or undoes what earlier commands left open. A second run does nothing more.
///
/// What has landed is stored first and judged afterwards. What may exist at OUTSCALE without its secret is looked for by
/// its Tag and deleted. Updates, deletions and rotations go on from the line that they stopped at. A lease whose
/// process has ended is ended. Nothing is ever created here.
package struct Recovery {
    let clients: OutscaleClients
    let context: LifecycleContext
    /// The place that a secret was taken to when the vault's own disk took nothing.
    let landingDirectory: FilePath?
    /// Whether a command goes on after it. Then each lost creation is looked for once: who waits for the command
    /// does not wait for that. And a new key is not proven, because three attempts are all that a process has.
    let isPrelude: Bool
    /// Whether the command that goes on looks after the rotations itself.
    let leavesRotations: Bool

    package init(
        clients: OutscaleClients, context: LifecycleContext, landingDirectory: FilePath? = nil,
        isPrelude: Bool = false, leavesRotations: Bool = false
    ) {
        self.isPrelude = isPrelude
        self.leavesRotations = leavesRotations
        self.clients = clients
        self.context = isPrelude ? context.lookingOnce : context
        self.landingDirectory = landingDirectory
    }

    /// What became of everything that was open; one that fails never stops the rest, but a wrong clock does.
    package func run(
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws(LifecycleError) -> [Recovered] {
        var landings = TakeLandings(context: context)
        try landings.run(with: landingDirectory, in: &vault)
        var (results, probes) = (landings.results, ProfileProbes(clients: clients))
        let open = vault.contents.intents.sorted { rank($0) < rank($1) }
        for var intent in open where vault.contents.intent(id: intent.id) != nil {
            guard !isResting(intent), !(leavesRotations && intent.rotation != nil),
                !landings.blocked.contains(intent.id)
            else { continue }
            guard isOurs(intent, in: vault.contents) else {
                // A restored vault has what the one before it watched.
                if !intent.isWatched, let outcome = othersOutcome(intent, in: vault) {
                    results.append(Recovered(intent, outcome))
                }
                continue
            }
            do {
                if try needsOutscale(intent, in: vault.contents) {
                    try probes.ask(about: intent, in: vault)
                    try redate(&intent, in: &vault)
                }
                let away = landings.directories[intent.id]
                if let outcome = try recover(intent, away, in: &vault) {
                    results.append(Recovered(intent, outcome))
                }
            } catch {
                if case .clockSkewed = error { throw error }
                probes.note(error, of: intent)
                // What is only watched needs no work.
                guard !(vault.contents.intent(id: intent.id)?.isWatched ?? false) else { continue }
                results.append(Recovered(intent, .failed(error)))
            }
        }
        landings.discardDamaged(in: vault)
        return results
    }

    private func isResting(_ intent: Intent) -> Bool {
        !intent.isWatched
            && intent.isResting(at: context.now(), host: context.host, context.processes)
    }

    /// A clock that was ahead dated it in the future, and by that date it would wait for too long. The clock is right by
    /// now: OUTSCALE's answer has shown it.
    private func redate(
        _ intent: inout Intent, in vault: inout UnlockedVault
    ) throws(LifecycleError) {
        let now = context.now()
        guard intent.startedAt > now else { return }
        intent.startedAt = now
        try vault.note(intent, context)
    }

    /// Only where a change was begun does anybody know how it ended: another copy of the vault may have stored the secret
    /// and be using the key. No time that passes proves otherwise, so a person takes it over, or nobody does.
    ///
    /// A creation whose secret is known to be lost is different: nobody has it, so once the quarantine is over anybody may
    /// end it. In a team its member still has to be asked. The key of a lease is in the vault and past its expiry when this
    /// is asked, so anybody may take it away, unless its creation is not settled.
    private func isOurs(_ intent: Intent, in contents: VaultContents) -> Bool {
        guard !intent.isOwn(context) else { return true }
        guard intent.lease != nil else {
            guard intent.isLost, context.member == nil || intent.isWatched else { return false }
            return Evidence(context: context).absenceCounts(since: intent.startedAt)
        }
        return !contents.intents.contains { other in
            other.key.record == intent.key.record
                && other.issue.map { $0.phase != .watched } ?? false
        }
    }
}

// MARK: - Others' intents

extension Recovery {
    /// So long another member may be at work before others are told, in seconds.
    package static let usualSeconds = 600.0

    /// `nil` where a command that goes on says nothing of it.
    private func othersOutcome(
        _ intent: Intent, in vault: borrowing UnlockedVault
    ) -> Recovered.Outcome? {
        guard intent.isOthers(context) else { return .otherMachine }
        let isYoung = intent.startedAt.addingTimeInterval(Self.usualSeconds) > context.now()
        guard !(isPrelude && isYoung) else { return nil }
        return .otherMember(vault.holderName(of: intent), since: intent.startedAt)
    }
}
