import APIClient
import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import SecretMemory
import SystemPackage
import Vault

struct RecoverCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Finish or undo everything that an earlier command left open.",
        discussion: """
            Stores each secret that had reached the disk, deletes at OUTSCALE each key whose secret was lost, and \
            goes on with changes and rotations. Every command that changes keys does this by itself first. Exits \
            with 75 while something is still open.

            Example: vault recover
            """)

    @OptionGroup var login: LoginOptions
    @Option(
        help: "Also store secrets that were saved in this directory when the vault's disk was full."
    )
    var landing: FilePath?
    @Flag(help: "Take over what another machine or member began, if they can't end it.") var adopt =
        false
    @Flag(help: "As an admin, accept that events which the team's log lacks are gone.")
    var acceptGaps = false
    @Option(
        help: "This access key id is somebody else's, not the one that a lost creation made."
    )
    var dismiss: [String] = []
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        var opening = acceptGaps ? openingByPassword(context) : opening(context)
        guard !acceptGaps || opening.team != nil else {
            throw Failure.usage("--accept-gaps is for a team's vault. Nothing was done.")
        }
        opening.putsBack = true
        opening = try opening.asking()
        let login = try login.read()
        let lock = try opening.lock()
        var vault = try opening.unlockedQuietly()
        if acceptGaps {
            vault = try LossAcceptance(options: global, context: context).run(
                in: vault, holding: lock)
        }
        let clients = ProfileClients(options: global, context: context, login: login)
        let lifecycleContext = try clients.lifecycleContext(of: vault)
        let adopted = adopt ? try self.adopt(lifecycleContext, in: &vault, holding: lock) : []
        let recovery = Recovery(
            clients: clients.outscale, context: lifecycleContext,
            landingDirectory: landing.map(Locations.absolute))
        let results = try recovery.run(in: &vault, holding: lock)
        let decided = try decideOpen(results, clients, in: &vault, holding: lock)
        report(decided, adopted: adopted, context)
        try checkDismissed(results)
        guard !decided.contains(where: \.isOpen) else {
            throw Failure(
                .pending, "pending",
                "something is still open; the lines above say what settles it, and when.")
        }
    }

    private func adopt(
        _ context: LifecycleContext, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws -> [Intent] {
        let adopting = AdoptIntents(context: context)
        let candidates = adopting.candidates(in: vault.contents)
        guard !candidates.isEmpty else { return [] }
        let question = AdoptionQuestion(candidates, in: vault).text
        try lock.released { try Confirmation.require(question, options: global) }
        vault = try vault.reopened()
        try adopting.run(candidates, in: &vault, holding: lock)
        return candidates
    }

    /// Asks about each creation whose key may be one without a Tag. A key that was decided about is not asked about again.
    private func decideOpen(
        _ results: [Recovered], _ clients: ProfileClients, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws -> [Recovered] {
        var gone: Set<String> = []
        var decided: [Recovered] = []
        for result in results {
            guard let intent = result.intent,
                let decision = try lock.released(while: {
                    decision(result, about: intent, knowing: gone)
                })
            else {
                decided.append(result)
                continue
            }
            // Others may have changed the vault while a person was asked.
            vault = try vault.reopened()
            let outcome = try decide(decision, for: intent, clients, in: &vault, holding: lock)
            if case .compensated(let ids) = outcome?.outcome { gone.formUnion(ids) }
            decided.append(outcome ?? result)
        }
        return decided
    }

    /// A decision that can't be carried out leaves it open, and the others are asked for.
    ///
    /// - Returns: `nil` where another command has settled it meanwhile.
    private func decide(
        _ decision: DecideCandidate.Decision, for intent: Intent, _ clients: ProfileClients,
        in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws -> Recovered? {
        guard let open = vault.contents.intent(id: intent.id) else { return nil }
        let deciding = DecideCandidate(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault))
        do throws(LifecycleError) {
            return try deciding.run(decision, for: open, in: &vault, holding: lock)
        } catch { return Recovered(open, .failed(error)) }
    }

    /// What is left to a person, as it is decided here: by `--dismiss`, or at a terminal.
    private func decision(
        _ result: Recovered, about intent: Intent, knowing gone: Set<String>
    ) -> DecideCandidate.Decision? {
        guard let listed = result.candidates, !listed.isEmpty else { return nil }
        let candidates = listed.filter { !gone.contains($0.id) }
        guard !candidates.isEmpty else { return .wereOthers(listed.map(\.id)) }
        let ids = candidates.map(\.id)
        let dismissed = ids.filter(dismiss.contains)
        if result.isUndecided, !dismissed.isEmpty { return .areOthers(dismissed) }
        return LostKeyQuestion(candidates: candidates, intent: intent).ask()
    }

    /// Who dismisses a key that nothing waits for has mistyped its id, and something else stays open.
    private func checkDismissed(_ results: [Recovered]) throws {
        let waiting = results.filter(\.isUndecided).flatMap { $0.candidates ?? [] }.map(\.id)
        guard let id = dismiss.first(where: { !waiting.contains($0) }) else { return }
        for result in results {
            guard case .quarantined(let end, let candidates) = result.outcome,
                candidates.contains(where: { $0.id == id })
            else { continue }
            throw Failure(
                .notFound, "undecided",
                "no creation waits for a decision about '\(id)' yet: --dismiss takes it from \(UTCDate.iso(end)) on. At a "
                    + "terminal 'vault recover' takes 'none' now.")
        }
        throw Failure(
            .notFound, "undecided",
            "no creation waits for a decision about '\(id)'; 'vault recover' says what is open.")
    }

    private func report(
        _ results: [Recovered], adopted: [Intent], _ context: CommandContext
    ) {
        let now = context.now()
        let names = Set(adopted.map(\.key.name.description)).sorted()
        guard output == .text else {
            let rows = results.map { result in
                JSONValue.object([
                    ("name", .text(result.intent?.key.name.description)),
                    ("user", .text(result.intent?.key.user)), ("tag", .text(result.intent?.tag)),
                    ("outcome", .text(RecoveryText.word(result.outcome))),
                    ("open", .boolean(result.isOpen)),
                    ("message", .text(RecoveryText.line(result, now: now))),
                ])
            }
            return context.console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("recovered", .array(rows)),
                    ("adopted", .array(names.map { .text($0) })),
                ]).text)
        }
        if !names.isEmpty {
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            context.console.sentence(
                "Took over what others had begun on \(list); it is this vault's own from now on.")
        } else if results.isEmpty {
            context.console.sentence("Nothing was open.")
        }
        results.forEach { context.console.sentence(RecoveryText.line($0, now: now)) }
    }
}
