import ArgumentParser
import Vault

struct ProfileShowCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one profile.",
        discussion: "Example: vault profile show work")

    @Argument(help: "The profile's name; without it, the default.") var name: String?
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let vault = try opening(context).unlocked()
        let profile =
            try name.map { try Selection.profile(named: $0, vault.contents) }
            ?? Selection.profile(global, vault.contents, context.environment)
        let view = try ProfileView(profile, vault.contents)
        switch output {
        case .json:
            context.console.line(
                JSONValue.object([("schema", .number(1)), ("profile", view.json)]).text)
        case .text: context.console.facts(view.facts)
        }
    }
}
