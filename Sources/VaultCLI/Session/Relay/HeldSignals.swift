import CPosix
import Glibc

/// Signals that are read one by one instead of ending this process.
///
/// They are blocked, so that none gets lost between a look and the next wait, and wait in a descriptor that
/// `poll` watches. When the value ends, they have their effect again; one that came meanwhile and was not
/// read has it then.
struct HeldSignals: ~Copyable {
    struct Arrival {
        let signal: Int32
        /// No process has sent it: the terminal did, to its whole foreground group.
        let isFromTerminal: Bool
    }

    /// Readable when a signal has come.
    let descriptor: Int32
    private var previous = sigset_t()

    init(_ signals: [Int32]) throws(Failure) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        unsafe sigprocmask(SIG_BLOCK, &set, &previous)
        descriptor = unsafe vault_signal_descriptor(&set)
        guard descriptor >= 0 else {
            unsafe sigprocmask(SIG_SETMASK, &previous, nil)
            throw Failure(
                .storage, "descriptors",
                "the system has no descriptor left to wait for a command with; close some programs."
            )
        }
    }

    deinit {
        close(descriptor)
        var previous = previous
        unsafe sigprocmask(SIG_SETMASK, &previous, nil)
    }

    /// The next one that has come.
    borrowing func next() -> Arrival? {
        var isFromTerminal: Int32 = 0
        let signal = unsafe vault_read_signal(descriptor, &isFromTerminal)
        return signal == 0
            ? nil : Arrival(signal: signal, isFromTerminal: isFromTerminal == 1)
    }

    /// Sends a signal to the rest of this process's group, as the terminal does when its key is pressed: a shell that runs
    /// vault in a loop is to see it, too.
    borrowing func tellGroup(_ signal: Int32) {
        kill(0, signal)
        // This process's own one is held back, and means nothing more than the others'.
        var one = sigset_t()
        unsafe sigemptyset(&one)
        unsafe sigaddset(&one, signal)
        var none = timespec()
        unsafe sigtimedwait(&one, nil, &none)
    }

    /// Lets this process be stopped by a signal; returns when it goes on.
    ///
    /// A process that nobody could continue (an orphaned group) is not stopped by the terminal's signals. Below another
    /// vault's mask, that vault is the one that continues it, and its own terminal's shell continues both.
    borrowing func stop(by signal: Int32) {
        guard !OuterMask.isThere else {
            kill(0, SIGSTOP)
            return
        }
        var one = sigset_t()
        unsafe sigemptyset(&one)
        unsafe sigaddset(&one, signal)
        kill(getpid(), signal)
        unsafe sigprocmask(SIG_UNBLOCK, &one, nil)
        unsafe sigprocmask(SIG_BLOCK, &one, nil)
    }
}
