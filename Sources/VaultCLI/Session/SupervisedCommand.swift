import CPosix
import Glibc

/// A command that runs as a child of this process, which passes signals on and waits for its end.
///
/// The child stays in this process's group, so that the terminal's own signals reach both, and a pipeline
/// is one job. Until the value ends, no signal ends this process: what has to be done after the command
/// (taking a leased key back) can be done.
struct SupervisedCommand: ~Copyable {
    private let process: pid_t
    private let signals: HeldSignals

    /// Starts the command, with this process's own standard input, output and error.
    ///
    /// - Parameters:
    ///   - words: the command and its arguments.
    ///   - path: the program.
    static func start(
        _ words: [String], path: String, environment: borrowing CommandEnvironment
    ) throws(Failure) -> SupervisedCommand {
        // An inherited "ignore" would let the kernel throw the exit status away.
        vault_default_signal(SIGCHLD)
        // Before the start: not even a command that ends at once goes unnoticed.
        let signals = try HeldSignals(forwarded + [SIGCHLD])
        let process = try CommandSpawn(words: words, path: path).start(environment)
        return SupervisedCommand(process: process, signals: signals)
    }

    /// Waits for the command's end and gives its exit status: its own, or 128 and its signal, as a shell says it.
    borrowing func wait() -> Int32 {
        while true {
            while let arrival = signals.next() { pass(arrival) }
            if let status = status() { return status }
            var watched = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&watched, 1, -1)
        }
    }

    private static let forwarded = [
        SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT,
    ]

    private borrowing func pass(_ arrival: HeldSignals.Arrival) {
        guard arrival.signal != SIGCHLD else { return }
        // The terminal has sent it to the command too, but its hang-up goes to the session's leader alone.
        let isTheirs =
            arrival.isFromTerminal && !(arrival.signal == SIGHUP && getsid(0) == getpid())
        if !isTheirs { kill(process, arrival.signal) }
    }

    /// The exit status, once there is one. If the command is stopped, so is this process, until both go on.
    private borrowing func status() -> Int32? {
        var code: Int32 = 0
        while unsafe waitpid(process, &code, WNOHANG | WUNTRACED) == process {
            let state = WaitStatus(code)
            if let status = state.exitStatus { return status }
            guard let signal = state.stopSignal else { continue }
            signals.stop(by: signal)
            kill(process, SIGCONT)
        }
        return nil
    }
}

/// What waitpid tells; its macros don't reach Swift.
struct WaitStatus {
    private let code: Int32

    init(_ code: Int32) { self.code = code }

    /// The signal that has stopped the process.
    var stopSignal: Int32? { code & 0xFF == 0x7F ? code >> 8 & 0xFF : nil }

    /// The status of a process that has ended, or 128 and the signal that ended it.
    var exitStatus: Int32? {
        guard stopSignal == nil else { return nil }
        let signal = code & 0x7F
        return signal == 0 ? code >> 8 & 0xFF : 128 + signal
    }
}
