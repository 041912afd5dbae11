import FoundationEssentials
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// Makes a team's vault of a private one.
struct TeamCreation {
    private static let undone = "Nothing was created."

    private let command: TeamCreateCommand
    private let context: CommandContext
    private let opening: VaultOpening
    private let address: TeamAddress

    /// The private vault is a file, also where OSC_VAULT names the team's already.
    init(_ command: TeamCreateCommand, _ context: CommandContext) throws {
        (self.command, self.context) = (command, context)
        address = try TeamAddress(named: command.address)
        var options = command.global
        if NamedVault.of(options, context.environment)?.isTeam == true {
            options.vault = .file(try Locations.standardFiles(context.environment).database)
        }
        opening = VaultOpening(options: options, context: context)
    }

    func run() throws {
        let name = try Selection.entryName(command.name)
        let cost = try command.derivation.chosen()
        let place = try place()
        try place.requireJudged()
        let locked = try opening.locked()
        let delivery = try RecoveryDelivery(
            noRecovery: command.noRecovery, file: command.newRecoveryFile, for: .team,
            besides: locked.files, context)
        // The vault's key itself, which no agent gives.
        var vault = try locked.unlock(with: opening.openedSlot(of: locked))
        opening.tell(vault)
        try vault.fold(at: context.now())
        let password = try command.newPassword.read(
            as: "password of your member's file", undone: Self.undone, command.global, context)
        let code: RecoveryCode? = command.noRecovery ? nil : .random()
        let parameters = if let cost { cost } else { try KeyDerivationParameters.calibrated() }
        try delivery.prepare(code)
        try delivery.show(code)
        do throws(VaultError) {
            try TeamVault.create(
                at: place, founder: name, from: vault, password: password, recoveryCode: code,
                cost: parameters, at: context.now())
        } catch {
            // Unclear, the code may be the team's.
            if error != .team(.unclear) { delivery.withdraw() }
            throw error
        }
        tell(name, keys: vault.contents.keyCount, locked.files.database)
    }

    /// A key file opens the private vault, and nothing of the team's.
    private func place() throws -> TeamPlace {
        var options = command.global
        options.keyFile = nil
        let team = VaultOpening(options: options, context: context)
        return try TeamOpening(team, address).place()
    }

    private func tell(_ name: EntryName, keys: Int, _ file: FilePath) {
        context.console.sentence(
            "Made the team's vault at \(address.text): \(counted(keys, "key")); \(name) is its admin."
        )
        context.console.note(
            "\(file) stays as it is, and nothing that opens it opens the team's vault. Name that by OSC_VAULT from now on; "
                + "'vault team grants' prints the rights that its members need in the database.")
    }
}
