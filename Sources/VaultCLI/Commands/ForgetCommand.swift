import ArgumentParser
import KeyLifecycle
import Vault

struct ForgetCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Remove a key from the vault only; OUTSCALE keeps it.",
        discussion: """
            Asks twice: the secret can't be had again.

            Example: vault forget alice
            """)

    @Argument(help: "The key's name.") var name: String
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let lock = try opening.lock()
        var vault = try opening.unlocked()
        let key = try Selection.key(named: name, vault.contents)
        try Selection.requireNoRotation(of: key, vault.contents)
        try Selection.requireNoLease(of: key, vault.contents)
        try Question.ask(about: key, in: &vault, holding: lock) {
            try Confirmation.require(
                "Remove '\(key.name)' (\(key.accessKeyID)) from the vault?", options: global)
            try Confirmation.require("Its secret can't be had again. Really?", options: global)
        }
        let forget = ForgetKey(
            key,
            context: try ProfileClients(options: global, context: context)
                .lifecycleContext(of: vault))
        let isEnding = vault.contents.deletion(of: key.id) != nil
        try forget.run(in: &vault, holding: lock)
        context.console.sentence(
            "Forgot '\(key.name)'. "
                + (isEnding
                    ? "Whether \(key.accessKeyID) still exists at OUTSCALE is not known: its deletion was not confirmed."
                    : "\(key.accessKeyID) still exists at OUTSCALE."))
    }
}
