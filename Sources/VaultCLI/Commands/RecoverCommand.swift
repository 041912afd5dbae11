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
            What had reached the disk is stored; a key whose secret was lost is deleted at OUTSCALE; changes \
            and rotations go on. Runs by itself before every command that changes keys. Exit 75 while \
            something is still open.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var login: LoginOptions
    @Option(help: "Also take what was brought to this directory when the vault's disk was full.")
    var landing: String?
    @Flag(help: "Take over what was begun on a machine that is gone.") var adopt = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = try opening.unlockedQuietly()
        let reach = LifecycleReach(options: global, context: context, login: try login.read())
        if adopt { try takeOver(try reach.world(), in: &vault, holding: lock) }
        let recovery = Recovery(
            access: reach.access, world: try reach.world(),
            landingDirectory: landing.map { Locations.absolute(FilePath($0)) })
        let results = try lifecycle { () throws(LifecycleError) in
            try recovery.run(in: &vault, holding: lock)
        }
        let left = try decide(results, reach, in: &vault, holding: lock)
        report(results, context)
        guard !left else {
            throw Failure(
                .pending, "pending", "something is still open; run 'vault recover' again.")
        }
    }

    private func takeOver(
        _ world: World, in vault: inout UnlockedVault, holding lock: borrowing VaultLock
    ) throws {
        let takeOver = TakeOver(world: world)
        let names = takeOver.candidates(in: vault.contents).map { "'\($0.keyName)'" }
        guard !names.isEmpty else { return }
        try Confirmation.require(
            "Take over \(names.joined(separator: ", ")) from another machine? A secret that has landed there "
                + "counts as lost, and its key is deleted.", options: global)
        try lifecycle { () throws(LifecycleError) in
            try takeOver.run(in: &vault, holding: lock)
        }
    }

    /// Keys without our Tag are only deleted by a person who types their id. Who types none of them leaves the
    /// creation open until its quarantine is over; by then it is settled.
    private func decide(
        _ results: [Recovered], _ reach: LifecycleReach, in vault: inout UnlockedVault,
        holding lock: borrowing VaultLock
    ) throws -> Bool {
        var isOpen = false
        for result in results {
            guard let candidates = result.candidates, !candidates.isEmpty,
                let intent = result.intent, let id = chosen(candidates, for: intent)
            else {
                isOpen = isOpen || result.isOpen
                continue
            }
            let drop = DropCandidate(access: reach.access, world: try reach.world())
            try lifecycle { () throws(LifecycleError) in
                try drop.run(id, for: intent, in: &vault, holding: lock)
            }
        }
        return isOpen
    }

    private func chosen(_ candidates: [AccessKey], for intent: Intent) -> String? {
        let ids = candidates.map(\.id)
        let question =
            "OUTSCALE kept no tag. If one of \(ids.joined(separator: ", ")) is the lost key of "
            + "'\(intent.keyName)', type its id to delete it, or press Enter for none: "
        do {
            let line = try TerminalPrompt.readLine(question)
            return ids.first { line.isEqual(to: SecretBytes(copying: Array($0.utf8))) }
        } catch { return nil }
    }

    private func report(_ results: [Recovered], _ context: CommandContext) {
        let now = context.now()
        guard output == .text else {
            let rows = results.map { result in
                JSONValue.object([
                    ("name", .text(result.intent?.keyName.description)),
                    ("user", .text(result.intent?.user)), ("tag", .text(result.intent?.tag)),
                    ("outcome", .text(RecoveryText.word(result.outcome))),
                    ("open", .boolean(result.isOpen)),
                    ("message", .text(RecoveryText.line(result, now: now))),
                ])
            }
            return context.console.line(
                JSONValue.object([("schema", .number(1)), ("recovered", .array(rows))]).text)
        }
        if results.isEmpty { context.console.line("Nothing was open.") }
        results.forEach { context.console.line(RecoveryText.line($0, now: now)) }
    }
}
