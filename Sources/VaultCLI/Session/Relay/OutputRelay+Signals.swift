import Glibc

/// What a signal means where the command has a terminal, and so a session, of its own: the outer terminal's keys
/// reach this process only.
extension OutputRelay {
    /// `false` if the command shares this process's terminal, which tells it itself.
    func pass(
        _ arrival: HeldSignals.Arrival, to process: pid_t, holding signals: borrowing HeldSignals
    ) -> Bool {
        guard hasTerminal else { return false }
        switch arrival.signal {
        case SIGWINCH: terminal?.copyWindowSize()
        case SIGTSTP: stopBoth(process, signals)
        case SIGCONT:
            terminal?.goOn()
            kill(-process, SIGCONT)
        case SIGINT where arrival.isFromTerminal, SIGQUIT where arrival.isFromTerminal:
            if let group = terminal?.foregroundGroup, group > 0 { kill(-group, arrival.signal) }
        default: kill(process, arrival.signal)
        }
        return true
    }

    /// Stops the command's processes and this one, until somebody continues it.
    ///
    /// The first process of a session is deaf to the terminal's own stop signal, since no shell is there that
    /// could continue it; here vault is. Whether it has stopped is not waited for: a process in `vfork` can't
    /// while the one that it has just made is stopped itself.
    func stopBoth(_ process: pid_t, _ signals: borrowing HeldSignals) {
        kill(-process, SIGSTOP)
        stopToo(process, signals)
    }

    /// The keys that mean the command, and so whatever runs beside vault in the foreground, too: none where the command is a
    /// shell that has handed its terminal to a job.
    func keys(of process: pid_t) -> SignalKeys {
        guard terminal?.foregroundGroup == process else { return SignalKeys() }
        return terminal?.signalKeys ?? SignalKeys()
    }

    /// What keys mean beyond the command's terminal, which has them already.
    func press(_ keys: [Int32], _ process: pid_t, _ signals: borrowing HeldSignals) {
        for signal in keys {
            if signal == SIGTSTP { stopBoth(process, signals) } else { signals.tellGroup(signal) }
        }
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
