import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

/// How the recovery code reaches its owner: once on the terminal, or into a new private file.
struct RecoveryDelivery {
    private enum Way {
        case none
        case terminal
        case file(FilePath)
    }

    private let way: Way
    private let purpose: Purpose

    /// What the code is made for: how the option for its file is called, and what a failure leaves undone.
    struct Purpose {
        let option: String
        let consequence: String

        static let newVault = Purpose(
            option: "Give --recovery-file PATH, or --no-recovery.",
            consequence: "Nothing was created.")
        static let team = Purpose(
            option: "Give --new-recovery-file PATH, or --no-recovery.",
            consequence: "Nothing was created.")
        static let slot = Purpose(
            option: "Give --new-recovery-file PATH.", consequence: "Nothing was changed.")
        static let newKey = Purpose(
            option: "Give --new-recovery-file PATH, or --no-recovery.",
            consequence: "Nothing was changed.")
    }

    /// Without any way there is no vault: a forgotten password would lose everything without a warning.
    init(
        noRecovery: Bool = false, file: FilePath?, for purpose: Purpose, besides files: VaultFiles,
        _ context: CommandContext
    ) throws {
        self.purpose = purpose
        if noRecovery {
            way = .none
        } else if let file {
            let path = Locations.absolute(file)
            try OwnFiles.requireOther(path, than: files)
            try NewPrivateFile(path, kind: "recovery code", consequence: purpose.consequence)
                .checkPlace()
            way = .file(path)
        } else {
            if let obstacle = SecretOnTerminal.obstacle(to: "the recovery code", context) {
                throw Failure.usage("\(obstacle) \(purpose.option) \(purpose.consequence)")
            }
            way = .terminal
        }
    }

    /// Writes or shows it; from then on its owner has it.
    func deliver(_ code: borrowing RecoveryCode) throws {
        try write(code)
        try show(code)
    }

    /// A file is written before the vault is made, so that no vault is without its code.
    func prepare(_ code: borrowing RecoveryCode?) throws {
        switch code {
        case .none: return
        case .some(let code): try write(code)
        }
    }

    /// Takes the file back where no vault was made after all: its code opens nothing.
    func withdraw() {
        guard case .file(let path) = way else { return }
        unsafe _ = unlink(path.cString)
    }

    /// On the terminal itself, never on standard output, which may go to a file.
    func show(_ code: borrowing RecoveryCode?) throws {
        switch code {
        case .none: return
        case .some(let code): try show(code)
        }
    }

    private func write(_ code: borrowing RecoveryCode) throws {
        guard case .file(let path) = way else { return }
        try NewPrivateFile(path, kind: "recovery code", consequence: purpose.consequence)
            .write(code.text)
    }

    private func show(_ code: borrowing RecoveryCode) throws {
        guard case .terminal = way else { return }
        try SecretOnTerminal.show(
            code.text,
            heading: "Recovery code, shown once. Write it down and keep it elsewhere:")
    }
}
