import Glibc
import SecretMemory

/// A new secret that is shown once, on the terminal itself: standard output may go to a file.
enum SecretOnTerminal {
    /// Why a secret can't be shown, as a sentence; `nil` where it can.
    static func obstacle(to secret: String, _ context: CommandContext) -> String? {
        guard ControllingTerminal.isPresent else {
            return "there is no terminal to show \(secret) on."
        }
        let type = context.environment["TERM"]
        guard SecretScreen.canHide(terminalType: type) else {
            return
                "this terminal (TERM is \(type.map { "'\($0)'" } ?? "not set")) can't hide \(secret) again."
        }
        return nil
    }

    /// Shows it, and waits until somebody has written it down. Then it is erased.
    static func show(_ secret: borrowing SecretBytes, heading: String) throws {
        let text = text(of: secret, below: heading, width: columns)
        try SecretScreen.show(text, prompt: "Press Enter when it is written down. ")
    }

    private static let indent = "    "
    private static let usualWidth = 80

    private static var columns: Int {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return usualWidth }
        defer { close(terminal) }
        return TerminalWidth.of(terminal) ?? usualWidth
    }

    /// The terminal breaks no group of the secret's, so that it can be written down as it stands.
    static func text(
        of secret: borrowing SecretBytes, below heading: String, width: Int
    ) -> SecretBytes {
        let title = TextWrap.text(heading, width: width)
        let room = width - indent.utf8.count
        // Each group may begin a line.
        return SecretBytes(
            capacity: title.utf8.count + secret.count * (2 + indent.utf8.count) + 8
        ) { output in
            output.append("\(title)\n\n\(indent)")
            secret.withBytes { bytes in
                var (start, used) = (0, 0)
                for end in 1..<bytes.byteCount + 1 where endsGroup(end, bytes) {
                    if used > 0, used + end - start > room {
                        output.append("\n\(indent)")
                        used = 0
                    }
                    output.append(contentsOf: bytes.extracting(start..<end))
                    (start, used) = (end, used + end - start)
                }
            }
            output.append("\n")
        }
    }

    /// A code's groups end with a dash, a phrase's words with a blank or a dash.
    private static func endsGroup(_ end: Int, _ bytes: RawSpan) -> Bool {
        guard end < bytes.byteCount else { return true }
        let last = bytes.byte(at: end - 1)
        return last == UInt8(ascii: "-") || last == UInt8(ascii: " ")
    }
}
