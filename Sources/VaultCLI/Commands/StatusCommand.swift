import Agent
import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import SystemPackage
import Vault

struct StatusCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Whether the vault is unlocked, what is due, and what is pending.",
        discussion:
            "Asks for nothing: what is in the vault is told if the agent or an option opens it.")

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        let opening = VaultOpening(options: global, context: context, isObserver: true)
        let locked = try opening.locked()
        let holding = AgentAccess(options: global, context: context, isObserver: true)
            .holding(of: locked.slots, at: locked.files)
        let unlocked: AgentStatus.Unlocked? =
            if case .key(let unlocked, _) = holding { unlocked } else { nil }
        let contents: ContentsSummary? =
            if unlocked != nil || global.namesPassword(context.environment) {
                try ContentsSummary(
                    try opening.unlockedQuietly(), now: context.now(),
                    quarantineSeconds: try global.quarantine(context.environment))
            } else { nil }
        let report = unlocked.map { AgentReport($0, now: context.now()) }
        switch output {
        case .text:
            context.console.line("\(locked.files.database)")
            context.console.line(
                report.map { "unlocked; \($0.sentence)" } ?? holding.lockedSentence)
            contents?.lines.forEach(context.console.line)
        case .json:
            context.console.line(
                JSONValue.object(
                    [("schema", .number(1)), ("vault", .text(locked.files.database.string))]
                        + (report?.members ?? AgentReport.lockedMembers)
                        + [("agentKey", .text(holding.word))]
                        + (contents?.members ?? ContentsSummary.absentMembers)
                ).text)
        }
    }
}

extension AgentAccess.Holding {
    /// What is the case where the agent does not open the vault, and what to do.
    fileprivate var lockedSentence: String {
        switch self {
        case .formerKey:
            "locked: the agent holds the key that the vault had before 'vault rekey', which opens it no more. 'vault unlock' "
                + "gives it the new one."
        case .newerKey:
            "locked: the agent holds a newer key of the vault than this file has, so the file is from before 'vault rekey'. "
                + "'vault restore FILE' puts the newest one in its place."
        case .otherKey(let socket):
            "locked: the agent at \(socket.path) holds another vault's key."
        case .nothing, .locked, .key: "locked"
        }
    }

    /// For a program: which of the vault's keys the agent has.
    fileprivate var word: String? {
        switch self {
        case .nothing, .locked: nil
        case .key: "current"
        case .formerKey: "former"
        case .newerKey: "newer"
        case .otherKey: "other"
        }
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
        fingerprint = vault.fingerprint
        // A lease whose command runs is as it should be; a rotation's window is worth telling.
        let note = PendingNote(
            contents: vault.contents, now: now, quarantineSeconds: quarantineSeconds)
        let resting = vault.contents.intents.filter {
            $0.rotation?.restsUntil.map { $0 > now } ?? false
        }
        pending = try (work.open + resting).map { try note.text($0) }
    }

    var lines: [String] {
        [
            "\(counted(keys, "key")), \(due) due or expired, \(counted(profiles, "profile")); written "
                + "\(counted(Int(clamping: epoch), "time")) (\(fingerprint.prefix(8)))."
        ] + pending
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
