import Glibc
import SecretMemory

/// A new secret that is shown once, on the terminal itself: standard output may go to a file.
enum SecretOnTerminal {
    static var isPossible: Bool {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }

    /// Shows it, and waits until somebody has written it down.
    static func show(_ secret: borrowing SecretBytes, heading: String) throws {
        _ = TerminalPrompt.show(SecretBytes(copying: Array("\n\(heading)\n\n    ".utf8)))
        _ = TerminalPrompt.show(secret)
        _ = TerminalPrompt.show(SecretBytes(copying: Array("\n\n".utf8)))
        do { _ = try TerminalPrompt.readLine("Press Enter when it is written down. ") } catch .empty
        {}
    }
}
