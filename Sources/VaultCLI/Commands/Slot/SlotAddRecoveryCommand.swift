import ArgumentParser
import Vault

struct SlotAddRecoveryCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Add a recovery code, which is shown once.",
        discussion: """
            An old code goes on opening the vault until 'vault slot remove' takes its slot away.

            Example: vault slot add recovery
            """)

    @Option(help: "Write the code into this new file instead of showing it.")
    var newRecoveryFile: String?
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let delivery = try RecoveryDelivery(file: newRecoveryFile, for: .slot, context)
        let addition = try SlotAddition(opening(context), context)
        let code = RecoveryCode.random()
        try delivery.deliver(code)
        do { try addition.add(.recoveryCode(code)) } catch {
            if addition.isMissing { delivery.withdraw() }
            throw error
        }
    }
}
