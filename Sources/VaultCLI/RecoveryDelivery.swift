import Glibc
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

    /// Without any way there is no vault: a forgotten password would lose everything without a warning.
    ///
    /// - Parameter terminalType: `TERM`.
    init(noRecovery: Bool, file: String?, terminalType: String?) throws {
        if noRecovery {
            way = .none
        } else if let file {
            let path = Locations.absolute(FilePath(file))
            try Self.checkPlace(path)
            way = .file(path)
        } else {
            guard ControllingTerminal.isPresent else {
                throw Self.noWay("there is no terminal to show the recovery code on.")
            }
            guard SecretScreen.canHide(terminalType: terminalType) else {
                let type = terminalType.map { "'\($0)'" } ?? "not set"
                throw Self.noWay(
                    "this terminal (TERM is \(type)) can't hide the recovery code again.")
            }
            way = .terminal
        }
    }

    private static func noWay(_ reason: String) -> Failure {
        Failure.usage(
            "\(reason) Give --recovery-file PATH, or --no-recovery. Nothing was created.")
    }

    /// Before anything is asked; the file itself is made when there is a code.
    private static func checkPlace(_ path: FilePath) throws {
        var facts = stat()
        if unsafe lstat(path.string, &facts) == 0 { throw notWritten(path, EEXIST) }
        let folder = path.removingLastComponent()
        if unsafe access(folder.string, W_OK | X_OK) != 0 { throw notWritten(path, errno) }
    }

    private static func notWritten(_ path: FilePath, _ code: Int32) -> Failure {
        Failure(
            code == EEXIST ? .exists : .storage, "recovery",
            "the recovery code can't be written to \(path.string): "
                + "\(unsafe String(cString: strerror(code))). Nothing was created.")
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
        unsafe _ = unlink(path.string)
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
        let descriptor = unsafe open(
            path.string, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.notWritten(path, errno) }
        defer { close(descriptor) }
        guard code.text.write(to: descriptor), fsync(descriptor) == 0 else {
            withdraw()
            throw Failure(
                .storage, "recovery",
                "the recovery code can't be written to \(path.string). Nothing was created.")
        }
    }

    private func show(_ code: borrowing RecoveryCode) throws {
        guard case .terminal = way else { return }
        let code = code.text
        let text = SecretBytes(capacity: code.count + 128) { output in
            output.append("Recovery code, shown once. Write it down and keep it elsewhere:\n\n    ")
            code.withBytes { output.append(contentsOf: $0) }
            output.append("\n")
        }
        try SecretScreen.show(text, prompt: "Press Enter when it is written down. ")
    }
}
