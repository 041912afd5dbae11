import ArgumentParser
import SystemPackage
import Vault

struct SlotAddRecoveryCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Add a recovery code, which is shown once.",
        discussion: """
            An old code goes on opening the vault until 'vault slot remove' takes its slot away.

            Example: vault slot add recovery
            """)

    @Option(help: "Write the code into this new file instead of showing it.")
    var newRecoveryFile: FilePath?
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let opening = opening(context)
        let delivery = try RecoveryDelivery(
            file: newRecoveryFile, for: .slot, besides: opening.files, context)
        let addition = try SlotAddition(opening, context)
        let code = RecoveryCode.random()
        try delivery.deliver(code)
        do { try addition.add(.recoveryCode(code)) } catch {
            if addition.isMissing { delivery.withdraw() }
            throw error
        }
    }
}
