import CPosix
import Glibc

/// How many columns a terminal has.
package enum TerminalWidth {
    /// `nil` where the descriptor is none, or one that doesn't know.
    package static func of(_ descriptor: Int32) -> Int? {
        guard isatty(descriptor) == 1 else { return nil }
        var window = winsize()
        let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0
        return isKnown && window.ws_col > 0 ? Int(window.ws_col) : nil
    }
}
