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
        let landed: [KeyRecord]
        do throws(VaultError) {
            landed = try vault.copyPrivately(
                to: files, password: password, recoveryCode: code, cost: parameters,
                at: context.now())
        } catch {
            delivery.withdraw()
            throw error
        }
        tell(files.database, vault, landed)
    }

    private func tell(
        _ path: FilePath, _ vault: borrowing UnlockedVault, _ landed: [KeyRecord]
    ) {
        let open = vault.contents.intents.count
        let count = vault.contents.keyCount + landed.count
        context.console.sentence("Made the private vault \(path): \(counted(count, "key")).")
        for key in landed {
            context.console.note(
                "'\(key.name)' (\(key.accessKeyID)) is among them, from this machine's landing file: the team's vault has not "
                    + "taken it.")
        }
        if open > 0 {
            context.console.note(
                "\(counted(open, "change")) open at OUTSCALE \(open == 1 ? "stays" : "stay") the team's, and \(open == 1 ? "is" : "are") "
                    + "not in it.")
        }
        context.console.note(
            "you are a member of the team until an admin removes you with 'vault member remove'.")
    }
}
