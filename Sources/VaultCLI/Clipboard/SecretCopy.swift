import Glibc
import KernelText
import SecretMemory

/// Puts a secret into the person's clipboard, and has it emptied again.
struct SecretCopy {
    private let clipboard: Clipboard
    private let seconds: Int

    /// Throws where there is no clipboard, before anything is asked or written down.
    init(clearingAfter seconds: Int, _ context: CommandContext) throws(Failure) {
        let path = Inherited.value(of: "PATH")
        let found = Clipboard.find(
            context.environment, hasTerminal: ControllingTerminal.isPresent,
            isInstalled: { name in
                if case .found = CommandLookup.find(CText(name), path: path) { true } else { false }
            }, tmuxPassesOn: Self.tmuxPassesOn)
        guard let found else {
            throw Failure(
                .notPermitted, "clipboard",
                "no clipboard was found: there is no display with wl-copy, xclip or xsel, and no terminal that has one (TERM "
                    + "says which it is; below tmux or screen, TMUX or STY has to be set). Install one of these programs, "
                    + "or use --to FILE.")
        }
        (clipboard, self.seconds) = (found, seconds)
    }

    func copy(_ secret: borrowing SecretBytes, named name: String, _ console: Console) throws {
        let fingerprint = ClipboardFingerprint(of: secret)
        switch clipboard {
        case .program(let program):
            let keeper = try ClipboardKeeper.start(
                for: clipboard, holding: fingerprint, terminal: nil, seconds: seconds)
            let history = try program.write(secret)
            keeper.release()
            console.note(
                program.canBeAsked
                    ? "the secret of '\(name)' is in the clipboard. In \(seconds) s it is emptied, if the secret is still there."
                    : sent(name, by: program.name))
            if history == .notTold {
                console.note(
                    "\(program.name) can't tell a clipboard history to keep no copy. If you use one, delete its entry."
                )
            }
        case .terminal(let multiplexer):
            try copy(secret, through: multiplexer, fingerprint)
            console.note(sent(name, by: "OSC 52"))
        }
    }

    private func copy(
        _ secret: borrowing SecretBytes, through multiplexer: TerminalMultiplexer,
        _ fingerprint: borrowing ClipboardFingerprint
    ) throws {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { throw SecretInputError.noTerminal }
        defer { close(terminal) }
        let keeper = try ClipboardKeeper.start(
            for: clipboard, holding: fingerprint, terminal: terminal, seconds: seconds)
        let isWritten = multiplexer.copying(secret).write(to: terminal)
        keeper.release()
        guard isWritten else { throw SecretInputError.noTerminal }
    }

    private func sent(_ name: String, by way: String) -> String {
        "the secret of '\(name)' was sent to the terminal's clipboard (\(way)). In \(seconds) s that is emptied, "
            + "whatever is in it then: a terminal can't be asked."
    }

    /// Whether tmux hands an order on that it does not understand. It then keeps no copy; by itself it does not.
    private static func tmuxPassesOn() -> Bool {
        let words = ["tmux", "show-options", "-A", "-p", "-v", "allow-passthrough"]
        guard case .content(let answer) = PipedProgram.take(from: words) else { return false }
        return ["on", "all"].contains { word in
            answer.isEqual(to: SecretBytes(copying: Array(word.utf8)))
        }
    }
}
