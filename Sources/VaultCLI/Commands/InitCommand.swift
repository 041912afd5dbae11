import ArgumentParser
import FoundationEssentials
import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

struct InitCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a vault.",
        discussion: """
            Asks twice for a new master password, or makes one with --generate, and shows a recovery code once: write it down, it opens \
            the vault if the password is forgotten. An existing vault is never overwritten.

            Example: vault init --recovery-file /media/usb/recovery-code
            """)

    @OptionGroup var newPassword: NewPasswordOptions
    @Flag(help: "Make no recovery code: a forgotten password then loses everything.")
    var noRecovery = false
    @OptionGroup var derivation: DerivationOptions
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let files = try opening(context).files
        let parameters = try derivation.chosen()
        // All that could be in the way, before the first question: a code is shown for a vault that can be made.
        let delivery = try RecoveryDelivery(
            noRecovery: noRecovery, file: global.recoveryFile, for: .newVault, besides: files,
            context)
        try LockedVault.checkPlace(of: files)
        // At init the password that the options name is the new one.
        let password = try newPassword.read(
            orElse: PasswordSource.master(global, context.environment),
            undone: "Nothing was created.", global, context)
        let code: RecoveryCode? = noRecovery ? nil : .random()
        // Before there is a vault: whatever interrupts this, no vault is without its code.
        try delivery.prepare(code)
        try delivery.show(code)
        do throws(VaultError) {
            try make(files, password, code, parameters, at: context.now())
        } catch {
            // Another's vault stands there, or none: the code opens nothing.
            if Failure(error).status == .exists || !isThere(files) { delivery.withdraw() }
            throw error
        }
        try recordCreation(files, password, context)
        context.console.sentence("Made the vault \(files.database.text).")
    }

    private func make(
        _ files: VaultFiles, _ password: borrowing SecretBytes,
        _ code: borrowing RecoveryCode?, _ parameters: KeyDerivationParameters?, at date: Date
    ) throws(VaultError) {
        let chosen =
            if let parameters { parameters } else { try KeyDerivationParameters.calibrated() }
        try LockedVault.create(
            files, password: password, recoveryCode: code, parameters: chosen, at: date)
    }

    private func isThere(_ files: VaultFiles) -> Bool {
        unsafe access(files.database.cString, F_OK) == 0
    }

    private func recordCreation(
        _ files: VaultFiles, _ password: borrowing SecretBytes, _ context: CommandContext
    ) throws {
        var vault = try LockedVault.open(files).unlock(password: password)
        let now = context.now()
        try vault.commit(at: now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: now, action: .created))
        }
    }
}
