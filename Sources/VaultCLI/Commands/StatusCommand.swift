import ArgumentParser
import FoundationEssentials
import KeyLifecycle
import Vault

struct StatusCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "What is in the vault, what is due, and what is pending.")

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let vault = try opening.unlockedQuietly()
        let now = context.now()
        let rows = KeyRows(
            vault.contents, now: now, dueSeconds: ExpiryWarning.dueSeconds, where: { _ in true })
        let due = rows.lazy.filter(\.needsAttention).reduce(0) { count, _ in count + 1 }
        // A lease whose command runs is as it should be.
        let pending = vault.contents.intents
            .filter { $0.kind != .lease || !$0.isResting(at: now) }.map(PendingNote.text)
        switch output {
        case .text:
            context.console.line("\(try opening.files.database)")
            context.console.line(
                "\(vault.contents.keyCount) keys, \(due) due or expired, "
                    + "\(vault.contents.profiles.count) profiles; written \(vault.epoch) times "
                    + "(\(vault.fingerprint.prefix(8))).")
            pending.forEach { context.console.line($0) }
        case .json:
            context.console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("keys", .number(Int64(vault.contents.keyCount))),
                    ("due", .number(Int64(due))), ("epoch", .number(Int64(clamping: vault.epoch))),
                    ("pending", .array(pending.map { .text($0) })),
                ]).text)
        }
    }
}
