import KernelText
import SecretMemory
import SystemPackage
import Vault

/// Makes a private vault of a team's.
struct TeamLeaving {
    private static let undone = "Nothing was created."

    private let command: TeamLeaveCommand
    private let context: CommandContext

    init(_ command: TeamLeaveCommand, _ context: CommandContext) {
        (self.command, self.context) = (command, context)
    }

    func run() throws {
        let opening = VaultOpening(options: command.global, context: context)
        let cost = try command.derivation.chosen()
        let files = VaultFiles(
            database: Locations.absolute(command.to), stateDirectory: try opening.stateDirectory)
        try OwnFiles.requireOther(files.database, opening)
        let delivery = try RecoveryDelivery(
            noRecovery: command.noRecovery, file: command.newRecoveryFile, for: .team,
            besides: files, context)
        try LockedVault.checkPlace(of: files)
        var vault = try opening.unlocked()
        let password = try command.newPassword.read(
            as: "password of the new vault", undone: Self.undone, command.global, context)
        let code: RecoveryCode? = command.noRecovery ? nil : .random()
        let parameters = if let cost { cost } else { try KeyDerivationParameters.calibrated() }
        try delivery.prepare(code)
        try delivery.show(code)
        do throws(VaultError) {
            try vault.copyPrivately(
                to: files, password: password, recoveryCode: code, cost: parameters,
                at: context.now())
        } catch {
            delivery.withdraw()
            throw error
        }
        tell(files.database, vault)
    }

    private func tell(_ path: FilePath, _ vault: borrowing UnlockedVault) {
        let open = vault.contents.intents.count
        context.console.line(
            "Made the private vault \(path): \(counted(vault.contents.keyCount, "key")).")
        if open > 0 {
            context.console.note(
                "\(counted(open, "change")) open at OUTSCALE \(open == 1 ? "stays" : "stay") the team's, and \(open == 1 ? "is" : "are") "
                    + "not in it.")
        }
        context.console.note(
            "you are a member of the team until an admin removes you with 'vault member remove'.")
    }
}
