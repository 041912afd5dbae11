import APIClient
import ArgumentParser
import Vault

struct UsersCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "The account's EIM users, how many keys each has, and what the vault holds.",
        discussion: "Example: vault users -o json")

    private static let fields = ["user", "cloudKeys", "activeKeys", "vaultKeys"]

    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        var vault = try opening(context, needsServer: true).unlocked()
        let profile = try Selection.profile(global, vault.contents, context.environment)
        let client = try ProfileClient(profile, options: global, context: context)
            .signingClient(in: vault)
        try AuditNote.writeSigning(of: profile, for: "users", in: &vault, context)
        context.console.progress("the account's users")
        let users = try client.readUsers()
        let keys = try vault.contents.keys(of: profile.id)
        let survey = UserSurvey(
            of: users, client, held: { user in keys.count { $0.user == user } }, context)
        write(survey.rows, context.console)
        try survey.conclude()
    }

    private func write(_ rows: [UserSurvey.Row], _ console: Console) {
        switch output {
        case .table:
            let cells = rows.map { row in
                [TableCell(row.user)]
                    + row.numbers.map { TableCell($0.map { String($0) } ?? "?") }
            }
            Table(
                header: ["USER", "KEYS", "ACTIVE", "IN VAULT"], expendable: ["ACTIVE", "KEYS"],
                rows: cells
            )
                .write(console.style, to: console.styledLine)
        case .json:
            let users = rows.map { row in
                let values: [JSONValue] =
                    [.text(row.user)] + row.numbers.map { .number($0.map { Int64($0) }) }
                return JSONValue.object(Array(zip(Self.fields, values)))
            }
            console.line(
                JSONValue.object([("schema", .number(1)), ("users", .array(users))]).text)
        case .csv:
            console.line(CSV.line(Self.fields))
            for row in rows {
                console.line(CSV.line([row.user] + row.numbers.map { $0.map { String($0) } }))
            }
        }
    }
}
