import ArgumentParser
import FoundationEssentials
import Vault

struct ListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys with their expiry, soonest first.",
        discussion: """
            Example: vault list --expiring 60d

            Example, for cron, where nobody types a password: \
            vault list --check --quiet --password-file ~/.config/osc-vault/password
            """, aliases: ["ls"])

    @Option(help: "Only the keys of this EIM user.") var user: String?
    @Option(
        help:
            "How long before its expiry a key is due; 30d, or a third of its lifetime if that is less."
    )
    var expiring: String?
    @Flag(help: "The keys of all profiles.") var allProfiles = false
    @Flag(help: "Exit with 10 if a key is due or expired.") var check = false
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let due = try dueWindow()
        let vault = try opening(context).unlocked()
        let now = context.now()
        let pending = try PendingWork(in: vault, now: now)
        let rows = try rows(vault.contents, pending, due: due, now: now, context)
        render(rows, now: now, hasKeys: vault.contents.keyCount > 0, context)
        guard check else { return }
        let count = rows.lazy.filter(\.isDue).reduce(0) { count, _ in count + 1 }
        guard count > 0 else { return }
        throw Failure(
            .dueKeys, "due", "\(count) \(count == 1 ? "key is" : "keys are") due or expired.")
    }

    private func dueWindow() throws -> DueWindow {
        guard let expiring else { return .usual }
        guard let span = Span(expiring) else {
            throw Failure.usage("'\(expiring)' is no span; write 30d, 12h, 6w, 6mo or 1y.")
        }
        return .seconds(span.seconds)
    }

    private func rows(
        _ contents: VaultContents, _ pending: PendingWork, due: DueWindow, now: Date,
        _ context: CommandContext
    ) throws -> KeyRows {
        let only =
            allProfiles || contents.profiles.isEmpty
            ? nil : try Selection.profile(global, contents, context.environment).id
        return try KeyRows(contents, pending, now: now, due: due, of: only, user: user)
    }

    /// Why there is nothing to list.
    private func nothing(_ hasKeys: Bool) -> String {
        guard hasKeys else { return "no keys yet; 'vault create-key' makes one." }
        if let user {
            return allProfiles
                ? "the vault holds no key of user '\(user)'; 'vault users' shows the account's users."
                : "the vault holds no key of user '\(user)' in this profile; 'vault list --all-profiles "
                    + "--user \(user)' looks in all."
        }
        return "this profile has no key; 'vault list --all-profiles' shows all."
    }

    private func render(
        _ rows: KeyRows, now: Date, hasKeys: Bool, _ context: CommandContext
    ) {
        let page = PagedOutput(context.console.output)
        switch output {
        case .table:
            guard !rows.isEmpty else {
                return context.console.note(nothing(hasKeys))
            }
            let table = KeyTable(now: now, showsProfile: allProfiles)
            table.write(rows, context.console.style) { page.line($0) }
        case .json: rows.writeJSON(to: page)
        case .csv: rows.writeCSV(to: page)
        }
        page.flush()
    }
}

extension ListCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        user = words.text("--user")
        expiring = words.text("--expiring")
        allProfiles = words.flag("--all-profiles")
        check = words.flag("--check")
        output = words.choice("--output", "-o") ?? .table
    }
}
