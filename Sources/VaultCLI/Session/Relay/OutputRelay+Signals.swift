import Glibc

/// What a signal means where the command has a terminal, and so a session, of its own: the outer terminal's keys
/// reach this process only.
extension OutputRelay {
    /// `false` if the command shares this process's terminal, which tells it itself.
    func pass(_ arrival: HeldSignals.Arrival, to process: pid_t) -> Bool {
        guard hasTerminal else { return false }
        switch arrival.signal {
        case SIGWINCH: terminal?.copyWindowSize()
        case SIGTSTP: Self.stop(process)
        case SIGCONT:
            terminal?.goOn()
            kill(-process, SIGCONT)
        case SIGINT where arrival.isFromTerminal, SIGQUIT where arrival.isFromTerminal:
            if let group = terminal?.foregroundGroup, group > 0 { kill(-group, arrival.signal) }
        default: kill(process, arrival.signal)
        }
        return true
    }

    /// Stops the command's processes.
    ///
    /// The first process of a session is deaf to the terminal's own stop signal, since no shell is there that
    /// could continue it; here vault is.
    static func stop(_ process: pid_t) { kill(-process, SIGSTOP) }

    /// The key that stops the command, unless it is a shell that has handed its terminal to a job.
    func stopKey(of process: pid_t) -> UInt8? {
        terminal?.foregroundGroup == process ? terminal?.stopKey : nil
    }

    /// Stops this process as well, with the terminal as it was, until somebody continues it.
    func stopToo(_ process: pid_t, _ signals: borrowing HeldSignals) {
        terminal?.giveKeyboardBack()
        signals.stop(by: SIGTSTP)
        terminal?.goOn()
        kill(-process, SIGCONT)
        // Whoever draws on the whole screen draws it again.
        kill(-process, SIGWINCH)
    }

    func giveKeyboardBack() { terminal?.giveKeyboardBack() }
}
