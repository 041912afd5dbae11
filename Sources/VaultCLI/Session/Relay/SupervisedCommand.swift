import CPosix
import Glibc
import KernelText
import SecretMemory

/// A command that runs as a child of this process, which passes signals on and waits for its end.
///
/// The child stays in this process's group, so that the terminal's own signals reach both, and a pipeline
/// is one job. Until the value ends, no signal ends this process: what has to be done after the command
/// (taking a leased key back) can be done.
struct SupervisedCommand: ~Copyable {
    private let process: pid_t
    private let signals: HeldSignals
    private let inherited: InheritedSignals
    private let relay: OutputRelay?

    /// Starts the command.
    ///
    /// - Parameters:
    ///   - prepared: is wiped when this returns: the command has its own copy.
    ///   - path: the program.
    static func start(
        _ prepared: consuming PreparedCommand, path: CText
    ) throws(Failure) -> SupervisedCommand {
        let (relay, inherited) = (prepared.relay, prepared.settings.signals)
        // Before the start: not even a command that ends at once goes unnoticed.
        let signals = try HeldSignals(forwarded + [SIGCHLD])
        let process = try CommandSpawn(
            path: path, wires: relay?.wires ?? [],
            hasOwnSession: relay?.hasTerminal ?? false
        ).start(prepared)
        relay?.commandHasStarted()
        return SupervisedCommand(
            process: process, signals: signals, inherited: inherited, relay: relay)
    }

    /// Waits for the command's end.
    borrowing func wait() -> CommandEnd {
        defer { relay?.giveKeyboardBack() }
        while true {
            while let arrival = signals.next() { pass(arrival) }
            if let end = end() {
                drain()
                return judged(end)
            }
            var watched = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
            watched += relay?.awaited ?? []
            let count = unsafe poll(&watched, nfds_t(watched.count), relay?.patience ?? -1)
            relay?.pump(watched, isIdle: count == 0, of: process, holding: signals)
        }
    }

    private static let forwarded = ending + [SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGCONT]
    private static let ending = [SIGTERM, SIGHUP, SIGINT, SIGQUIT]

    private borrowing func pass(_ arrival: HeldSignals.Arrival) {
        guard arrival.signal != SIGCHLD,
            relay?.pass(arrival, to: process, holding: signals) != true
        else { return }
        // The terminal has sent it to the command too, but its hang-up goes to the session's leader alone.
        let isTheirs =
            arrival.isFromTerminal && !(arrival.signal == SIGHUP && getsid(0) == getpid())
        if !isTheirs { kill(process, arrival.signal) }
    }

    /// The command's end, once there is one. If the command is stopped, so is this process, until both go on.
    private borrowing func end() -> CommandEnd? {
        // The first process of a container inherits all whose parents are gone, and has to see them off.
        let anyone = getpid() == 1
        while true {
            var code: Int32 = 0
            let child = unsafe waitpid(anyone ? -1 : process, &code, WNOHANG | WUNTRACED)
            guard child > 0 else { return nil }
            guard child == process else { continue }
            switch WaitStatus(code) {
            case .ended(let end): return end
            case .stopped(let signal): stopToo(signal)
            }
        }
    }

    /// Output that was lost is a failure, even where the command knows of none.
    private borrowing func judged(_ end: CommandEnd) -> CommandEnd {
        guard let code = relay?.failure else { return end }
        let reason = unsafe String(cString: strerror(code))
        Console.error("some of the command's output could not be passed on: \(reason).")
        return end == .exited(0) ? .exited(ExitStatus.storage.rawValue) : end
    }

    private borrowing func stopToo(_ signal: Int32) {
        if let relay, relay.hasTerminal { return relay.stopToo(process, signals) }
        signals.stop(by: signal)
        kill(process, SIGCONT)
    }

    /// What the command has left is passed on, unless a signal says that nobody wants it any more.
    private borrowing func drain() {
        relay?.drain(unless: signals.descriptor) {
            while let arrival = signals.next() {
                if Self.ending.contains(arrival.signal), !inherited.areDeaf(to: arrival.signal) {
                    return true
                }
            }
            return false
        }
    }
}

/// What waitpid tells; its macros don't reach Swift.
enum WaitStatus {
    case ended(CommandEnd)
    case stopped(by: Int32)

    init(_ code: Int32) {
        if code & 0xFF == 0x7F {
            self = .stopped(by: code >> 8 & 0xFF)
        } else {
            let signal = code & 0x7F
            self = .ended(signal == 0 ? .exited(code >> 8 & 0xFF) : .died(of: signal))
        }
    }
}
