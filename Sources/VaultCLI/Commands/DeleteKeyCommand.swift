import APIClient
import ArgumentParser
import KeyLifecycle
import Vault

struct DeleteKeyCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-key",
        abstract: "Delete a key at OUTSCALE, then in the vault.",
        discussion: "Asks, naming the key. Example: vault delete-key ci")

    @Argument(help: "The key's name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let changing = KeyChangeRunner(command: self, context: context)
        try changing.run(
            name,
            asking: { key, profile in
                try changing.confirmIfSigning(key, profile, "Delete")
                let owner = key.user.map { "user \($0)" } ?? "the caller's own"
                try Confirmation.require(
                    "Delete '\(key.name)' (\(key.accessKeyID), \(owner)) at OUTSCALE and in the vault?",
                    options: global)
            }
        ) { key, reach, client, lifecycleContext, vault, lock in
            try Selection.requireNoRotation(of: key, vault.contents)
            let deletion = DeleteKey(
                key, client: client, endpoint: reach.endpoint.origin, context: lifecycleContext)
            try deletion.run(in: &vault, holding: lock)
            context.console.sentence(
                "Deleted '\(key.name)' (\(key.accessKeyID)) at OUTSCALE and in the vault.")
        }
    }
}
