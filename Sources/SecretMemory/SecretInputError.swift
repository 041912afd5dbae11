/// Why a secret could not be read; one case per thing that a caller can act on.
package enum SecretInputError: Error, Hashable, Sendable {
    /// There is no terminal to ask on.
    case noTerminal
    /// The terminal has not as many rows as the text that was to be shown.
    case terminalTooSmall
    /// A signal came while the secret was being typed.
    case interrupted(signal: Int32)
    /// Longer than what is accepted; it is never cut.
    case tooLong(limit: Int)
    case empty
    /// A file that others may read or that is not a file.
    case unsafeFile(path: String, reason: String)
    case unreadable(source: String, reason: String)
    /// The command ended with a status other than 0; 128 + n for a signal n.
    case commandFailed(program: String, status: Int32)
}
