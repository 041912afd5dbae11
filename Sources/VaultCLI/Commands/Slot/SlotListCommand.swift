import ArgumentParser
import Vault

struct SlotListCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the slots.",
        discussion: "Example: vault slot list", aliases: ["ls"])

    @Option(name: .shortAndLong, help: "table, json or csv.") var output = ListFormat.table
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        // Only an opened vault tells whether the slots are its own.
        let vault = try opening(context).unlocked()
        let history = SlotHistory(try vault.auditTrail())
        let views = vault.slots.map { SlotView($0, madeAt: history.madeAt($0.number)) }
        switch output {
        case .table:
            let time = context.console.time(at: context.now())
            let table = Table(
                header: SlotView.header(time), expendable: ["DERIVATION", "MADE"],
                rows: views.map { $0.cells(time) })
            table.write(context.console.style, to: context.console.styledLine)
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("slots", .array(views.map(\.json)))])
                    .text)
        case .csv:
            context.console.line(CSV.line(SlotView.fields))
            views.forEach { context.console.line($0.csv) }
        }
    }
}
