import Agent
import ArgumentParser
import FoundationEssentials
import KernelText
import KeyLifecycle
import SystemPackage
import Vault

struct StatusCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Whether the vault is unlocked, what is due, and what is pending.",
        discussion: """
            It never asks for a password. What is in the vault is shown if the agent is unlocked, or if an option \
            opens the vault.

            Example: vault status -o json
            """)

    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = VaultOpening(options: global, context: context, isObserver: true)
        let (place, standing) = try standing(opening, context)
        let contents: ContentsSummary? =
            if standing.isUnlocked || global.namesPassword(context.environment) {
                try ContentsSummary(
                    try opening.unlockedQuietly(), now: context.now(),
                    quarantineSeconds: try global.quarantine(context.environment))
            } else { nil }
        switch output {
        case .text:
            context.console.line(place)
            context.console.sentence(
                standing.sentence(context.console.time(at: context.now())))
            contents?.write(context.console)
        case .json:
            context.console.line(
                JSONValue.object(
                    [("schema", .number(1)), ("vault", .text(place))]
                        + standing.members
                        + (contents?.members ?? ContentsSummary.absentMembers)
                ).text)
        }
    }

    /// Where the vault is, and what an agent has to do with it.
    private func standing(
        _ opening: VaultOpening, _ context: CommandContext
    ) throws -> (place: String, AgentStanding) {
        if let team = opening.team {
            let holding = AgentAccess(options: global, context: context, isObserver: true)
                .holding(of: try TeamOpening(opening, team).locked())
            return (team.text, AgentStanding(holding, now: context.now()))
        }
        let locked = try opening.locked()
        let holding = AgentAccess(options: global, context: context, isObserver: true)
            .holding(of: locked.slots, at: locked.files)
        return (locked.files.database.text, AgentStanding(holding, now: context.now()))
    }
}

extension StatusCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        output = words.choice("--output", "-o") ?? .text
    }
}

/// What is in a vault, in a few numbers.
private struct ContentsSummary {
    private let keys: Int
    private let due: Int
    private let profiles: Int
    private let epoch: UInt64
    private let fingerprint: String
    private let pending: [String]

    init(_ vault: borrowing UnlockedVault, now: Date, quarantineSeconds: Int) throws {
        let work = try PendingWork(in: vault, now: now)
        let rows = try KeyRows(vault.contents, work, now: now)
        due = rows.lazy.filter(\.isDue).reduce(0) { count, _ in count + 1 }
        keys = vault.contents.keyCount
        profiles = vault.contents.profiles.count
        epoch = vault.epoch
        fingerprint = vault.team?.head.fingerprint ?? vault.fingerprint
        // A lease whose command runs is as it should be; a rotation's window is worth telling.
        let note = PendingNote(
            contents: vault.contents, now: now, quarantineSeconds: quarantineSeconds,
            others: vault.team?.others ?? [:], host: work.host)
        let resting = vault.contents.intents.filter {
            $0.rotation?.restsUntil.map { $0 > now } ?? false
        }
        let team = vault.team
        pending = try (work.open + resting).map { try note.text($0, in: team) }
    }

    func write(_ console: Console) {
        console.sentence(
            "\(counted(keys, "key")), \(due) due or expired, \(counted(profiles, "profile")); written "
                + "\(counted(Int(clamping: epoch), "time")) (\(fingerprint.prefix(8))).",
            due > 0 ? .warning : nil)
        for line in pending { console.sentence(line, .warning) }
    }

    var members: [(String, JSONValue)] {
        [
            ("keys", .number(Int64(keys))), ("due", .number(Int64(due))),
            ("epoch", .number(Int64(clamping: epoch))),
            ("pending", .array(pending.map { .text($0) })),
        ]
    }

    /// Nobody can tell while the vault is locked.
    static var absentMembers: [(String, JSONValue)] {
        ["keys", "due", "epoch", "pending"].map { ($0, .text(nil)) }
    }
}
