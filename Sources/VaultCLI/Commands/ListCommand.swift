import ArgumentParser
import FoundationEssentials
import Vault

struct ListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys with their expiry, soonest first.",
        discussion: "Example, for cron: vault list --check --quiet", aliases: ["ls"])

    @OptionGroup var global: GlobalOptions
    @Option(help: "Only the keys of this EIM user.") var user: String?
    @Option(help: "How long before its expiry a key is due.") var expiring = "30d"
    @Flag(help: "The keys of all profiles.") var allProfiles = false
    @Flag(help: "Exit with 10 if a key is due or expired.") var check = false
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table

    func run(in context: CommandContext) throws {
        guard let due = Span(expiring) else {
            throw Failure.usage("'\(expiring)' is no span; write 30d, 12h, 6w, 6mo or 1y.")
        }
        let vault = try opening(context).unlocked()
        let now = context.now()
        let rows = try rows(vault.contents, due: due.seconds, now: now, context)
        render(rows, now: now, context)
        guard check, rows.contains(where: \.needsAttention) else { return }
        let count = rows.count(where: \.needsAttention)
        throw Failure(
            .dueKeys, "due", "\(count) \(count == 1 ? "key is" : "keys are") due or expired.")
    }

    private func rows(
        _ contents: VaultContents, due: Int64, now: Date, _ context: CommandContext
    ) throws -> [KeyRow] {
        var names: [RecordID: String] = [:]
        for profile in contents.profiles { names[profile.id] = profile.name.description }
        let only =
            allProfiles || contents.profiles.isEmpty
            ? nil : try Selection.profile(global, contents, context.environment).id
        let pending = Set(contents.intents.map(\.keyID))
        return contents.keys
            .filter { (only == nil || $0.profile == only) && (user == nil || $0.user == user) }
            .map {
                KeyRow(
                    $0, profile: names[$0.profile] ?? "-", isPending: pending.contains($0.id),
                    now: now, dueSeconds: due)
            }
            .sorted {
                ($0.secondsLeft ?? .max, $0.record.name) < ($1.secondsLeft ?? .max, $1.record.name)
            }
    }

    private func render(_ rows: [KeyRow], now: Date, _ context: CommandContext) {
        switch output {
        case .table:
            guard !rows.isEmpty else {
                return context.console.note("no keys yet; 'vault create-key' makes one.")
            }
            let table = KeyTable(rows: rows, now: now, showsProfile: allProfiles).table
            context.console.line(table.lines(context.console.style).joined(separator: "\n"))
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("keys", .array(rows.map(\.json)))]).text)
        case .csv:
            context.console.line(
                ([CSV.line(KeyRow.fields)] + rows.map(\.csv)).joined(separator: "\n"))
        }
    }
}
