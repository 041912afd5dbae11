import CPosix
import Glibc

/// How many columns standard output has: those of its terminal, or 80.
enum OutputWidth {
    static func columns(_ environment: [String: String]) -> Int {
        var window = winsize()
        let isKnown =
            unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0
        if isKnown { return Int(window.ws_col) }
        return environment["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 40), 400) } ?? 80
    }
}
