import CPosix
import Glibc

/// The signals that would leave a terminal without its echo, noted instead of delivered for a while.
///
/// They are blocked except inside ``waitForInput(on:source:)``, where ppoll opens the mask and waits in one
/// step: between looking for a signal and waiting for a key there is no instant in which one is missed.
struct NotedSignals: ~Copyable {
    private static let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    /// Raised by the terminal itself at our own read or tcsetattr in the background, so never between two
    /// steps; blocked, they would become an error instead of a stop.
    private static let background = [SIGTTIN, SIGTTOU]
    private static var all: [Int32] { endings + background }

    private var mask = sigset_t()
    private var previous: [sigaction]

    /// They are noted for as long as `body` runs.
    static func during<Result: ~Copyable>(
        _ body: (borrowing NotedSignals) throws(SecretInputError) -> Result
    ) throws(SecretInputError) -> Result {
        let signals = NotedSignals()
        defer { signals.deliver() }
        return try body(signals)
    }

    private init() {
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        for signal in Self.endings { unsafe sigaddset(&blocked, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &mask)
        vault_forget_signal()
        previous = Self.all.map { signal in
            var action = sigaction()
            _ = unsafe vault_catch_signal(signal, &action)
            return action
        }
    }

    /// The former handlers first: what is still pending is delivered to them.
    private borrowing func deliver() {
        var (actions, mask) = (previous, mask)
        for (index, signal) in Self.all.enumerated() {
            _ = unsafe vault_restore_signal(signal, &actions[index])
        }
        unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
    }

    /// Returns when there is something to read.
    func waitForInput(on descriptor: Int32, source: String) throws(SecretInputError) {
        var (request, mask) = (pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), mask)
        // Somebody may have blocked them for another reason; a question must be left all the same.
        for signal in Self.endings { unsafe sigdelset(&mask, signal) }
        while unsafe vault_wait_for_input(&request, &mask) < 0 {
            let code = errno
            guard vault_caught_signal() == 0 else {
                throw .interrupted(signal: vault_caught_signal())
            }
            guard code == EINTR else {
                throw .unreadable(source: source, reason: unsafe String(cString: strerror(code)))
            }
        }
    }
}
