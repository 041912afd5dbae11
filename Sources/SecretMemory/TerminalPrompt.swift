import CPosix
import Glibc

/// Asks for a secret on the terminal, whatever standard input and output are.
package enum TerminalPrompt {
    /// Shows `prompt`, reads a line with the echo off, and puts the terminal back as it was. One process at a time asks
    /// on a terminal (`TerminalTurn`).
    ///
    /// A signal puts the terminal back first and is then raised again, so that Ctrl-C ends the program
    /// and Ctrl-Z stops it with the echo on; after a stop the question is asked again.
    package static func readSecret(
        _ prompt: String, limit: Int = 1024
    ) throws(SecretInputError) -> SecretBytes {
        try read(prompt, limit: limit, showing: false)
    }

    /// Asks for something that may be seen, an e-mail or a yes.
    package static func readLine(
        _ prompt: String, limit: Int = 1024
    ) throws(SecretInputError) -> SecretBytes {
        try read(prompt, limit: limit, showing: true)
    }

    private static func read(
        _ prompt: String, limit: Int, showing: Bool
    ) throws(SecretInputError) -> SecretBytes {
        try read(
            limit: limit, showing: showing,
            begin: { terminal throws(SecretInputError) in
                say(restOfLineErased + prompt, on: terminal)
            },
            end: { terminal in if !showing { say("\n", on: terminal) } })
    }

    /// Reads a line from the terminal itself.
    ///
    /// - Parameters:
    ///   - begin: shows the question.
    ///   - end: what is done when the question is over, however it ends: before a signal is raised again, too.
    static func read(
        limit: Int, showing: Bool, begin: (Int32) throws(SecretInputError) -> Void,
        end: (Int32) -> Void
    ) throws(SecretInputError) -> SecretBytes {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { throw .noTerminal }
        defer { close(terminal) }
        while true {
            do throws(SecretInputError) {
                return try ask(
                    on: terminal, limit: limit, showing: showing, begin: begin, end: end)
            } catch .interrupted(let signal) {
                raise(signal)
                guard [SIGTSTP, SIGTTIN, SIGTTOU].contains(signal) else {
                    throw .interrupted(signal: signal)
                }
            }
        }
    }

    private static func ask(
        on terminal: Int32, limit: Int, showing: Bool,
        begin: (Int32) throws(SecretInputError) -> Void, end: (Int32) -> Void
    ) throws(SecretInputError) -> SecretBytes {
        // Over before a stop: whoever is stopped asks nobody, and keeps nobody from asking.
        vault_progress_hold()
        defer { vault_progress_release() }
        let turn = TerminalTurn(on: terminal)
        defer { withExtendedLifetime(turn) {} }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { throw .noTerminal }
        return try NotedSignals.during(NotedSignals.ofQuestion) {
            signals throws(SecretInputError) in
            var silent = before
            if !showing { silent.c_lflag &= ~tcflag_t(ECHO | ECHONL) }
            _ = unsafe tcsetattr(terminal, TCSAFLUSH, &silent)
            defer {
                _ = unsafe tcsetattr(terminal, TCSAFLUSH, &before)
                end(terminal)
            }
            try begin(terminal)
            return try SecretBytes(
                readingLineFrom: terminal, limit: limit, source: "the terminal", noting: signals)
        }
    }

    /// Another process's sign of progress may stand there, with the cursor at its beginning.
    private static var restOfLineErased: String {
        let type = unsafe getenv("TERM").map { unsafe String(cString: $0) }
        return SecretScreen.canHide(terminalType: type) ? "\u{1B}[K" : ""
    }

    /// Writes a text to the terminal.
    static func say(_ text: String, on terminal: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe write(terminal, $0.baseAddress, $0.count) }
    }
}
