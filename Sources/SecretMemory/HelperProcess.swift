import CPosix
import Glibc

/// A program that was started for its output, as long as it runs.
struct HelperProcess: ~Copyable {
    let program: String
    /// The end of the pipe that its output is read from.
    let output: Int32
    private let process: pid_t
    /// Readable when it has ended; -1 where the kernel has no such thing, and the end of its output has to do.
    private let ending: Int32
    private var isOutputOpen = true

    init(_ process: pid_t, program: String, output: Int32) {
        (self.process, self.program, self.output) = (process, program, output)
        ending = vault_process_descriptor(process)
    }

    deinit {
        if isOutputOpen { close(output) }
        if ending >= 0 { close(ending) }
    }

    /// Waits until there is output, or the end of it: `false` where the program has ended and all is read, whoever else
    /// still has the pipe.
    borrowing func hasMore(
        noting signals: borrowing NotedSignals
    ) throws(SecretInputError) -> Bool {
        var watched = [
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
        ]
        try signals.wait(for: &watched, source: program)
        return watched[0].revents != 0
    }

    /// Waits for its end, and gives its status; 128 and the signal that has ended it.
    consuming func wait(noting signals: borrowing NotedSignals) throws(SecretInputError) -> Int32 {
        // Before the wait: a program that goes on talking would wait for a reader for ever.
        closeOutput()
        if ending >= 0 {
            var watched = [pollfd(fd: ending, events: Int16(POLLIN), revents: 0)]
            do throws(SecretInputError) {
                try signals.wait(for: &watched, source: program)
            } catch {
                if case .interrupted(let signal) = error { end(by: signal) }
                throw error
            }
        }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    /// Ends it by the signal that ends this process; one that does not go within two seconds is killed.
    borrowing func end(by signal: Int32) {
        kill(process, signal)
        kill(process, SIGCONT)
        for _ in 0..<100 {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            usleep(20_000)
        }
        kill(process, SIGKILL)
        while waitpid(process, nil, 0) < 0 && errno == EINTR {}
    }

    private mutating func closeOutput() {
        guard isOutputOpen else { return }
        isOutputOpen = false
        close(output)
    }
}
