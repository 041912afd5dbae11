import ArgumentParser
import KeyLifecycle
import Vault

struct TagCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "tag", abstract: "Set a key's tag at OUTSCALE.",
        discussion: "An empty text removes it. Example: vault tag ci pipeline")

    @Argument(help: "The key's name.") var name: String
    @Argument(help: "The tag; an empty text removes it.") var text: String
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        guard !text.hasPrefix(Intent.tagPrefix) else {
            throw Failure.usage(
                "tags that begin with '\(Intent.tagPrefix)' are the vault's own. Nothing was changed."
            )
        }
        try KeyChangeRunner(command: self, context: context).change(
            name, .tag(text.isEmpty ? nil : text), output: output,
            saying: { key in
                "'\(key.name)' (\(key.accessKeyID)) "
                    + (key.tag == nil ? "has no tag." : "is tagged.")
            })
    }
}
