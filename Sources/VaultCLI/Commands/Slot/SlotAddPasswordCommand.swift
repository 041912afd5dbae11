import ArgumentParser
import Vault

struct SlotAddPasswordCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "password", abstract: "Add another password that opens the vault.",
        discussion: "Example: vault slot add password")

    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var derivation: DerivationOptions
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        _ = try derivation.chosen()
        let addition = try SlotAddition(opening(context), context)
        let password = try newPassword.read(undone: "Nothing was changed.", global, context)
        try addition.add(.password(password), derivation)
    }
}
