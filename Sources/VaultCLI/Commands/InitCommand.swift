import ArgumentParser
import FoundationEssentials
import Glibc
import SecretMemory
import SystemPackage
import Vault

struct InitCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a vault.",
        discussion: """
            Asks twice for a new master password and shows a recovery code once: write it down, it opens \
            the vault if the password is forgotten. An existing vault is never overwritten.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(
        name: .customLong("new-password-fd"), help: "Read the new password from this descriptor.")
    var newPasswordDescriptor: Int32?
    @Option(help: "Read the new password from this private file.")
    var newPasswordFile: String?
    @Flag(help: "Make no recovery code: a forgotten password then loses everything.")
    var noRecovery = false
    @Option(help: "Memory of the password's derivation, for example 256MiB; taken as given.")
    var kdfMemory: String?
    @Option(help: "Passes of the password's derivation; taken as given.")
    var kdfPasses: UInt32?

    func run(in context: CommandContext) throws {
        let files = try opening(context).files
        let parameters = try parameters()
        // All that could be in the way, before the first question: a code is shown for a vault that can be made.
        let delivery = try RecoveryDelivery(
            noRecovery: noRecovery, file: global.recoveryFile,
            terminalType: context.environment["TERM"])
        try LockedVault.checkPlace(of: files)
        let password = try NewPassword.read(
            descriptor: newPasswordDescriptor, file: newPasswordFile, options: global,
            environment: context.environment)
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
        context.console.line("Made the vault \(files.database.string).")
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
        unsafe access(files.database.string, F_OK) == 0
    }

    private func parameters() throws -> KeyDerivationParameters? {
        guard kdfMemory != nil || kdfPasses != nil else { return nil }
        var memory = KeyDerivationParameters.standard.memoryKiB
        if let kdfMemory {
            guard let size = ByteSize.kibibytes(kdfMemory) else {
                throw Failure.usage("'\(kdfMemory)' is no size; write 256MiB or 1GiB.")
            }
            memory = size
        }
        let passes = kdfPasses ?? KeyDerivationParameters.standard.passes
        return try KeyDerivationParameters(memoryKiB: memory, passes: passes)
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

/// A size in KiB as a user types it.
enum ByteSize {
    static func kibibytes(_ text: String) -> UInt32? {
        for (unit, factor) in [("KiB", 1), ("MiB", 1024), ("GiB", 1024 * 1024)]
            as [(String, UInt64)]
        {
            guard text.hasSuffix(unit), let number = UInt64(text.dropLast(3)), number < 1 << 32
            else {
                continue
            }
            return UInt32(exactly: number * factor)
        }
        return nil
    }
}
