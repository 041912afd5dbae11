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
    @Flag(help: "Exit with 10 if a key is due or expired, of any profile unless one is named.")
    var check = false
    @Flag(
        help:
            "With --check: say it as a desktop notification, or on standard error where there is none; no key is named."
    )
    var notify = false
    @Flag(help: "Draw the next twelve months, with a line for each key.") var calendar = false
    @Option(help: "Only these columns, by their names in JSON: name,expiresAt,status.")
    var columns: String?
    @Option(name: .shortAndLong, help: "table, json, csv, yaml, ics or prometheus.")
    var output = KeyListFormat.table

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard !notify || (check && !calendar && columns == nil && output == .table) else {
            throw ValidationError("--notify is for --check alone: it prints no list.")
        }
        guard !calendar || (columns == nil && output == .table) else {
            throw ValidationError("--calendar is a picture: leave out --columns and -o.")
        }
        guard columns == nil || ![.ics, .prometheus].contains(output) else {
            throw ValidationError("--columns is for table, json, csv and yaml.")
        }
    }

    func run(in context: CommandContext) throws {
        if notify { return try checkAndNotify(context) }
        let due = try dueWindow()
        let columns = try columns.map { try KeyColumns.read($0) }
        let vault = try opening(context).unlocked()
        let now = context.now()
        let pending = try PendingWork(in: vault, now: now)
        let rows = try rows(vault.contents, pending, due: due, now: now, context)
        let showsProfile =
            allProfiles || (isOfAll(context) && vault.contents.profiles.count > 1)
        render(
            rows, columns, now: now, hasKeys: vault.contents.keyCount > 0,
            showsProfile: showsProfile, context)
        guard check else { return }
        let count = rows.lazy.filter(\.isDue).reduce(0) { count, _ in count + 1 }
        if count > 0 { throw Failure.due(count) }
    }

    func dueWindow() throws -> DueWindow {
        guard let expiring else { return .usual }
        guard let span = Span(expiring) else {
            throw Failure.usage("'\(expiring)' is no span; write 30d, 12h, 6w, 6mo or 1y.")
        }
        return .seconds(span.seconds)
    }

    func rows(
        _ contents: VaultContents, _ pending: PendingWork, due: DueWindow, now: Date,
        _ context: CommandContext
    ) throws -> KeyRows {
        let only =
            isOfAll(context) || contents.profiles.isEmpty
            ? nil : try Selection.profile(global, contents, context.environment).id
        return try KeyRows(contents, pending, now: now, due: due, of: only, user: user)
    }

    /// A check that looked at one profile of several would say that all is well: it looks at all, unless one is named.
    private func isOfAll(_ context: CommandContext) -> Bool {
        allProfiles || (check && Selection.namedProfile(global, context.environment) == nil)
    }

    /// Why there is nothing to list.
    private func nothing(_ hasKeys: Bool, _ context: CommandContext) -> String {
        guard hasKeys else { return "no keys yet; 'vault create-key' makes one." }
        if let user {
            return isOfAll(context)
                ? "the vault holds no key of user '\(user)'; 'vault users' shows the account's users."
                : "the vault holds no key of user '\(user)' in this profile; 'vault list --all-profiles "
                    + "--user \(user)' looks in all."
        }
        return "this profile has no key; 'vault list --all-profiles' shows all."
    }

    /// As wide as whoever reads the pipe says.
    private func columnsAsked(_ environment: [String: String]) -> Int {
        environment["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 40), 400) } ?? 80
    }

    private func render(
        _ rows: KeyRows, _ columns: KeyColumns?, now: Date, hasKeys: Bool,
        showsProfile: Bool, _ context: CommandContext
    ) {
        let page = PagedOutput(context.console.output)
        defer { page.flush() }
        if output == .table, rows.isEmpty {
            return context.console.note(nothing(hasKeys, context))
        }
        switch output {
        case .table where calendar:
            KeyTimeline(
                now: now, style: context.console.style,
                width: context.console.style.width ?? columnsAsked(context.environment)
            ).write(rows, to: page)
        case .table:
            if let columns { return rows.writeTable(columns, context.console.style, to: page) }
            let table = KeyTable(now: now, showsProfile: showsProfile)
            table.write(rows, context.console.style) { page.line($0) }
        case .json: rows.writeJSON(columns ?? .all, to: page)
        case .csv: rows.writeCSV(columns ?? .all, to: page)
        case .yaml: rows.writeYAML(columns ?? .all, to: page)
        case .ics: KeyCalendar(now: now).write(rows, to: page)
        case .prometheus: KeyMetrics(now: now).write(rows, to: page)
        }
    }
}

extension Failure {
    static func due(_ count: Int) -> Failure {
        Failure(.dueKeys, "due", "\(count) \(count == 1 ? "key is" : "keys are") due or expired.")
    }
}

extension ListCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        user = words.text("--user")
        expiring = words.text("--expiring")
        allProfiles = words.flag("--all-profiles")
        check = words.flag("--check")
        notify = words.flag("--notify")
        calendar = words.flag("--calendar")
        columns = words.text("--columns")
        output = words.choice("--output", "-o") ?? .table
    }
}
