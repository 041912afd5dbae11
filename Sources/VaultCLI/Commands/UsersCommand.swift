import APIClient
import ArgumentParser
import KeyLifecycle
import Vault

struct UsersCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "The account's EIM users, how many keys each has, and what the vault holds.",
        discussion: "Example: vault users -o json")

    private static let pause = 0.2
    private static let fields = ["user", "cloudKeys", "activeKeys", "vaultKeys"]

    @OptionGroup var global: GlobalOptions
    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table

    private struct Row {
        let user: String
        let keys: [AccessKey]
        let held: Int

        var numbers: [Int] { [keys.count, keys.filter { $0.state == .active }.count, held] }
    }

    func run(in context: CommandContext) throws {
        var vault = try opening(context).unlocked()
        let profile = try Selection.profile(global, vault.contents, context.environment)
        let client = try ProfileClient(profile, options: global, context: context)
            .signingClient(in: vault)
        try AuditNote.writeSigning(of: profile, for: "users", in: &vault, context)
        var rows: [Row] = []
        do throws(APIError) {
            for user in try client.readUsers() {
                context.pause(Self.pause)
                context.console.progress("user \(user.name)")
                let keys = try client.readAccessKeys(user: user.name)
                let held = vault.contents.keys(of: profile.id).filter { $0.user == user.name }
                rows.append(Row(user: user.name, keys: keys, held: held.count))
            }
        } catch { throw Failure(error) }
        write(rows.sorted { $0.user < $1.user }, context.console)
    }

    private func write(_ rows: [Row], _ console: Console) {
        switch output {
        case .table:
            let cells = rows.map { row in
                [TableCell(row.user)]
                    + row.numbers.map { TableCell(String($0)) }
            }
            Table(header: ["USER", "KEYS", "ACTIVE", "IN VAULT"], rows: cells)
                .write(console.style, to: console.styledLine)
        case .json:
            let users = rows.map { row in
                JSONValue.object(
                    Array(
                        zip(
                            Self.fields,
                            [.text(row.user)] + row.numbers.map { .number(Int64($0)) })))
            }
            console.line(
                JSONValue.object([("schema", .number(1)), ("users", .array(users))]).text)
        case .csv:
            console.line(CSV.line(Self.fields))
            for row in rows {
                console.line(CSV.line([row.user] + row.numbers.map { String($0) }))
            }
        }
    }
}
