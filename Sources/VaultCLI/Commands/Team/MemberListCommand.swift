import ArgumentParser
import Vault

struct MemberListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the members, and who is invited.",
        discussion: "Example: vault member list", aliases: ["ls"])

    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlocked()
        let views = try TeamMembers.views(of: vault, now: context.now())
        switch output {
        case .table:
            Table(header: ["NAME", "ROLE", "STATE"], rows: views.map(\.cells))
                .write(context.console.style, to: context.console.styledLine)
        case .json:
            context.console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("members", .array(views.map(\.json))),
                ]).text)
        case .csv:
            context.console.line(CSV.line(MemberView.fields))
            views.forEach { context.console.line($0.csv) }
        }
    }
}
