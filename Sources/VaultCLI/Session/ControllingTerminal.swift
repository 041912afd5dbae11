import Glibc

/// The terminal of the person who started this process, whatever its input and output are.
enum ControllingTerminal {
    static var isPresent: Bool {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return false }
        close(terminal)
        return true
    }
}
