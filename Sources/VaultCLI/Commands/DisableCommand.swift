import ArgumentParser
import KeyLifecycle
import Vault

struct DisableCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Make a key inactive at OUTSCALE; it can be enabled again.",
        discussion: "Its expiry and tag are kept. Example: vault disable ci")

    @Argument(help: "The key's name.") var name: String
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let changing = KeyChangeRunner(command: self, context: context)
        try changing.change(
            name, .state(.inactive), output: output,
            asking: { try changing.confirmIfSigning($0, $1, "Disable") },
            saying: { "'\($0.name)' (\($0.accessKeyID)) is INACTIVE." })
    }
}
