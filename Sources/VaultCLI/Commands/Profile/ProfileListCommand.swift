import ArgumentParser
import Vault

struct ProfileListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the profiles.",
        discussion: "Example: vault profile list -o json", aliases: ["ls"])

    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlocked()
        let views = try vault.contents.profiles.map { try ProfileView($0, vault.contents) }
        switch output {
        case .table:
            let table = Table(
                header: ["NAME", "REGION", "ENDPOINT", "SIGNS WITH", "DEFAULT"],
                expendable: ["ENDPOINT", "SIGNS WITH", "REGION"], rows: views.map(\.cells))
            table.write(context.console.style, to: context.console.styledLine)
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("profiles", .array(views.map(\.json)))])
                    .text)
        case .csv:
            context.console.line(CSV.line(ProfileView.fields))
            views.forEach { context.console.line($0.csv) }
        }
    }
}
