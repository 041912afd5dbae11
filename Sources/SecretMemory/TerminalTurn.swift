import CPosix
import Glibc

/// The right to ask on a terminal, which one process at a time has; the others wait for it, and show no progress.
///
/// In `vault list | vault list` both commands ask. Without turns the second would take the first one's silent state for
/// the terminal's own, show what is typed meanwhile, and leave the terminal silent. The lock is on the terminal's device
/// itself, so it ends with the process that holds it. A device that this user may not open (after `su`) has no turns.
struct TerminalTurn: ~Copyable {
    private let lock: Int32

    /// Waits for the turn. A signal that ends this process ends the wait.
    init(on terminal: Int32) {
        lock = Self.device(of: terminal)
        guard lock >= 0 else { return }
        while flock(lock, LOCK_EX) != 0 && errno == EINTR {}
    }

    deinit { if lock >= 0 { close(lock) } }

    /// The device behind `/dev/tty`, which is the same file for every terminal; -1 where there is none to be opened.
    static func device(of terminal: Int32) -> Int32 {
        let number = vault_terminal_device(terminal)
        guard let path = path(number) else { return -1 }
        let device = unsafe open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        var facts = stat()
        guard device >= 0 else { return -1 }
        // Another mount namespace may have another terminal of that name.
        if unsafe fstat(device, &facts) == 0, facts.st_rdev == dev_t(number) { return device }
        close(device)
        return -1
    }

    private static func path(_ device: UInt64) -> String? {
        let (major, minor) = (vault_device_major(device), vault_device_minor(device))
        return switch major {
        case 136...143: "/dev/pts/\((major - 136) << 20 | minor)"
        case 4 where minor < 64: "/dev/tty\(minor)"
        case 4: "/dev/ttyS\(minor - 64)"
        default: nil
        }
    }
}
