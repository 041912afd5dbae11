import CPosix
import Glibc

/// A text with a secret in it, on the terminal until Enter is pressed.
///
/// It stands at the top of the alternate screen. Some terminals have none, or are told to do without; so every line is
/// erased where it stands, since clearing a whole screen moves it into the scroll-back of some, and nothing that is shown
/// may make the screen scroll. A window whose size changes moves the lines: then every line of it is erased, and the
/// scroll-back too where the text may have gone there.
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
        var shownIn = TerminalWindow.usual
        do throws(SecretInputError) {
            // What is typed is not shown: it could make the screen scroll.
            _ = try TerminalPrompt.read(
                limit: 1024, showing: false,
                begin: { terminal throws(SecretInputError) in
                    shownIn = TerminalWindow(of: terminal)
                    let rows = try rows(for: text, prompt, in: shownIn)
                    TerminalPrompt.say(enter + erased(rows) + home, on: terminal)
                    guard text.write(to: terminal) else { throw .noTerminal }
                    TerminalPrompt.say("\n" + prompt, on: terminal)
                },
                end: { terminal in
                    let window = TerminalWindow(of: terminal)
                    let rows = try? rows(for: text, prompt, in: window)
                    // Narrower lines are broken anew, which moves those above them into the scroll-back.
                    let mayHaveScrolled = rows == nil || window.columns < shownIn.columns
                    let unmoved = window == shownIn ? rows : nil
                    TerminalPrompt.say(
                        erased(unmoved ?? window.rows) + leave
                            + (mayHaveScrolled ? forgetScrollBack : ""), on: terminal)
                })
        } catch .empty {}
    }

    /// Saves the cursor by itself too, for terminals that don't know the alternate screen.
    private static let enter = "\u{1B}7\u{1B}[?1049h"
    private static let leave = "\u{1B}[?1049l\u{1B}8"
    private static let home = "\u{1B}[H"
    /// "Erase saved lines", as xterm calls it (ED 3).
    private static let forgetScrollBack = "\u{1B}[3J"

    private static func erased(_ rows: Int) -> String {
        (1...rows).map { "\u{1B}[\($0);1H\u{1B}[2K" }.joined()
    }

    /// How many rows of the window the text takes, the prompt's included.
    private static func rows(
        for text: borrowing SecretBytes, _ prompt: String, in window: TerminalWindow
    ) throws(SecretInputError) -> Int {
        var (rows, column) = (1, 0)
        let advance = { (isNewline: Bool) in
            if isNewline || column == window.columns { (rows, column) = (rows + 1, 0) }
            if !isNewline { column += 1 }
        }
        text.withBytes { bytes in
            for index in 0..<bytes.byteCount {
                advance(bytes.byte(at: index) == UInt8(ascii: "\n"))
            }
        }
        advance(true)
        for _ in prompt.utf8 { advance(false) }
        guard rows < window.rows else { throw .terminalTooSmall }
        return rows
    }
}

/// A terminal's size, in characters.
private struct TerminalWindow: Equatable {
    let rows: Int
    let columns: Int

    /// That of a terminal that does not tell its own.
    static let usual = TerminalWindow(rows: 24, columns: 80)

    private init(rows: Int, columns: Int) {
        (self.rows, self.columns) = (rows, columns)
    }

    init(of terminal: Int32) {
        var window = winsize()
        let isKnown =
            unsafe ioctl(terminal, UInt(TIOCGWINSZ), &window) == 0 && window.ws_row > 0
            && window.ws_col > 0
        self =
            isKnown
            ? TerminalWindow(rows: Int(window.ws_row), columns: Int(window.ws_col)) : .usual
    }
}
