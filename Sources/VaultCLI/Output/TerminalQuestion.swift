import Glibc
import SecretMemory

/// A question as it stands on the terminal that it is asked on, broken between words.
enum TerminalQuestion {
    static func text(_ question: String) -> String {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return question }
        defer { close(terminal) }
        // The last blank is where the answer begins.
        let end = question.hasSuffix(" ") ? " " : ""
        return TextWrap.text(
            String(question.dropLast(end.count)), width: TerminalWidth.of(terminal).map { $0 - 8 })
            + end
    }
}
