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
    init(noRecovery: Bool, file: String?) throws {
        if noRecovery {
            way = .none
        } else if let file {
            way = .file(Locations.absolute(FilePath(file)))
        } else {
            guard Self.hasTerminal else {
                throw Failure.usage(
                    "there is no terminal to show the recovery code "
                        + "on. Give --recovery-file PATH, or --no-recovery. "
                        + "Nothing was created."
                )
            }
            way = .terminal
        }
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
        guard descriptor >= 0 else {
            throw Failure(
                errno == EEXIST ? .exists : .storage, "recovery",
                "the recovery code can't be written to \(path.string): "
                    + "\(unsafe String(cString: strerror(errno))). Nothing "
                    + "was created."
            )
        }
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
        _ = TerminalPrompt.show(
            SecretBytes(
                copying: Array(
                    "\nRecovery code, shown once. Write it down and keep it elsewhere:\n\n    ".utf8
                )))
        _ = TerminalPrompt.show(code.text)
        _ = TerminalPrompt.show(SecretBytes(copying: Array("\n\n".utf8)))
        do { _ = try TerminalPrompt.readLine("Press Enter when it is written down. ") } catch .empty
        {}
    }

    private static var hasTerminal: Bool {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}
