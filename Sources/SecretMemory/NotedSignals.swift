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

    /// What a question on the terminal notes.
    static var ofQuestion: (awaited: [Int32], atOnce: [Int32]) { (endings, background) }
    /// What the wait for another program notes: what would end this process, unless it was started to be deaf to it.
    static var ofWait: (awaited: [Int32], atOnce: [Int32]) {
        (endings.filter { $0 != SIGTSTP && vault_ignores_signal($0) == 0 }, [])
    }

    /// Blocked but while something is waited for.
    private let awaited: [Int32]
    private let all: [Int32]
    private var mask = sigset_t()
    private var previous: [sigaction]

    /// They are noted for as long as `body` runs.
    static func during<Result: ~Copyable>(
        _ noted: (awaited: [Int32], atOnce: [Int32]),
        _ body: (borrowing NotedSignals) throws(SecretInputError) -> Result
    ) throws(SecretInputError) -> Result {
        let signals = NotedSignals(noted)
        defer { signals.deliver() }
        return try body(signals)
    }

    private init(_ noted: (awaited: [Int32], atOnce: [Int32])) {
        (awaited, all) = (noted.awaited, noted.awaited + noted.atOnce)
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        for signal in awaited { unsafe sigaddset(&blocked, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &mask)
        vault_forget_signal()
        previous = all.map { signal in
            var action = sigaction()
            _ = unsafe vault_catch_signal(signal, &action)
            return action
        }
    }

    /// The former handlers first: what is still pending is delivered to them.
    private borrowing func deliver() {
        var (actions, mask) = (previous, mask)
        for (index, signal) in all.enumerated() {
            _ = unsafe vault_restore_signal(signal, &actions[index])
        }
        unsafe pthread_sigmask(SIG_SETMASK, &mask, nil)
    }

    /// Returns when there is something to read.
    func waitForInput(on descriptor: Int32, source: String) throws(SecretInputError) {
        var request = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        try wait(for: &request, source: source)
    }

    /// Returns when one of the descriptors has what is waited for.
    func wait(for requests: inout [pollfd], source: String) throws(SecretInputError) {
        var mask = mask
        // Somebody may have blocked them for another reason; a question must be left all the same.
        for signal in awaited { unsafe sigdelset(&mask, signal) }
        let count = UInt32(requests.count)
        while unsafe vault_wait_for_input(&requests, count, &mask) < 0 {
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
