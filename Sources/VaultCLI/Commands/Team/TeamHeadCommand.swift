import ArgumentParser
import Vault

struct TeamHeadCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "head",
        abstract: "Print where the team's vault stands, for others to compare.",
        discussion: """
            A server could show two members two different vaults that were one before. Two members who compare their \
            heads, by a way that is not the server, notice it: 'vault team check' compares.

            Example: vault team head
            """)

    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlocked()
        guard let head = vault.team?.head else { return }
        switch output {
        case .text: context.console.line(head.description)
        case .json:
            context.console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("epoch", .number(Int64(clamping: head.epoch))),
                    ("head", .text(head.description)), CopyAge.member(vault.team),
                ]).text)
        }
    }
}
