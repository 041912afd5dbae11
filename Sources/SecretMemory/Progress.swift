import CPosix
import Glibc

/// A sign on standard error that work goes on, from half a second on and until something is said.
///
/// It keeps away from a line on which another process asks (`TerminalTurn`).
package enum Progress {
    package static func begin() {
        unsafe vault_progress_begin("working", TerminalTurn.device(of: STDERR_FILENO))
    }

    /// What is being done from now on.
    package static func say(_ text: String) { unsafe vault_progress_say(text) }

    /// Before something else is written.
    package static func clear() { vault_progress_clear() }

    /// Before another program takes over.
    package static func end() { vault_progress_end() }
}
