import ArgumentParser
import KeyLifecycle
import Vault

struct EnableCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Make an inactive key active again at OUTSCALE.",
        discussion: "Its expiry and tag are kept. Example: vault enable ci")

    @Argument(help: "The key's name.") var name: String
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        try KeyChangeRunner(command: self, context: context).change(
            name, .state(.active), output: output,
            saying: { "'\($0.name)' (\($0.accessKeyID)) is ACTIVE." })
    }
}
