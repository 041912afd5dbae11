import CPosix
import Glibc

/// A text with a secret in it, on the terminal until Enter is pressed.
///
/// It stands at the top of the alternate screen. Some terminals have none, or are told to do without; so every line is
/// erased where it stands, since clearing a whole screen moves it into the scroll-back of some, and nothing that is shown
/// may make the screen scroll.
package struct SecretScreen: Sendable {
    /// Whether a terminal of that type (`TERM`) can take back what it has shown.
    package static func canHide(terminalType: String?) -> Bool {
        !["", "dumb", "unknown"].contains(terminalType ?? "")
    }

    /// Shows the text, and erases it when Enter is pressed or a signal comes. After a stop (Ctrl-Z) it is shown again.
    ///
    /// - Parameters:
    ///   - text: lines of printable ASCII.
    ///   - prompt: one more line.
    package static func show(
        _ text: borrowing SecretBytes, prompt: String
    ) throws(SecretInputError) {
        do throws(SecretInputError) {
            // What is typed is not shown: it could make the screen scroll.
            _ = try TerminalPrompt.read(
                limit: 1024, showing: false,
                begin: { terminal throws(SecretInputError) in
                    let rows = try rows(for: text, prompt, on: terminal)
                    TerminalPrompt.say(enter + erased(rows) + home, on: terminal)
                    guard text.write(to: terminal) else { throw .noTerminal }
                    TerminalPrompt.say("\n" + prompt, on: terminal)
                },
                end: { terminal in
                    let rows = (try? rows(for: text, prompt, on: terminal)) ?? mostRows
                    TerminalPrompt.say(erased(rows) + leave, on: terminal)
                })
        } catch .empty {}
    }

    /// Saves the cursor by itself too, for terminals that don't know the alternate screen.
    private static let enter = "\u{1B}7\u{1B}[?1049h"
    private static let leave = "\u{1B}[?1049l\u{1B}8"
    private static let home = "\u{1B}[H"

    private static func erased(_ rows: Int) -> String {
        (1...rows).map { "\u{1B}[\($0);1H\u{1B}[2K" }.joined()
    }

    private static let mostRows = 24

    /// How many rows of the terminal the text takes, the prompt's included.
    private static func rows(
        for text: borrowing SecretBytes, _ prompt: String, on terminal: Int32
    ) throws(SecretInputError) -> Int {
        var window = winsize()
        let isKnown =
            unsafe ioctl(terminal, UInt(TIOCGWINSZ), &window) == 0 && window.ws_row > 0
            && window.ws_col > 0
        let width = isKnown ? Int(window.ws_col) : 80
        var (rows, column) = (1, 0)
        let advance = { (isNewline: Bool) in
            if isNewline || column == width { (rows, column) = (rows + 1, 0) }
            if !isNewline { column += 1 }
        }
        text.withBytes { bytes in
            for index in 0..<bytes.byteCount {
                advance(bytes.byte(at: index) == UInt8(ascii: "\n"))
            }
        }
        advance(true)
        for _ in prompt.utf8 { advance(false) }
        guard rows < (isKnown ? Int(window.ws_row) : mostRows) else { throw .terminalTooSmall }
        return rows
    }
}
