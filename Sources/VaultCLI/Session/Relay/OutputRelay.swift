import CPosix
import Glibc
import SecretMasking
import SecretMemory

/// Passes what a command prints through a mask to this process's own output.
///
/// Where standard output is a terminal the command gets one of its own, for standard error too if that is one;
/// everything else is a pipe, one for both if both are the same file.
final class OutputRelay {
    var terminal: CommandTerminal?
    private var keyboard: Keyboard?
    private var output: MaskedStream
    private var errors: MaskedStream?
    private(set) var wires: [CommandSpawn.Wire] = []
    /// The command's ends of pipes, until it has them.
    private var commandEnds: [Int32] = []

    convenience init(masking secret: borrowing SecretBytes) throws(Failure) {
        let patterns: SecretPatterns
        do throws(SecretTooShort) { patterns = try SecretPatterns(of: secret) } catch {
            throw Failure(
                .setting, "mask",
                "the secret has \(error.count) bytes, and --mask needs \(SecretPatterns.fewestBytes): "
                    + "less would be found in ordinary words. Nothing was run; leave --mask out.")
        }
        try self.init(masking: patterns)
    }

    init(masking patterns: SecretPatterns) throws(Failure) {
        if isatty(STDOUT_FILENO) == 1 {
            let hasKeyboard = isatty(STDIN_FILENO) == 1
            let own = try CommandTerminal(
                outer: hasKeyboard ? STDIN_FILENO : STDOUT_FILENO, hasKeyboard: hasKeyboard)
            output = MaskedStream(
                own.controller, to: STDOUT_FILENO, isTerminal: true, patterns: patterns)
            keyboard = hasKeyboard ? Keyboard(from: STDIN_FILENO, to: own.controller) : nil
            if hasKeyboard { wires.append(.terminal(path: own.path, at: STDIN_FILENO)) }
            wires.append(.terminal(path: own.path, at: STDOUT_FILENO))
            terminal = consume own
        } else {
            let ends = try Self.pipe()
            output = MaskedStream(
                ends.read, to: STDOUT_FILENO, isTerminal: false, patterns: patterns)
            terminal = nil
            keyboard = nil
            commandEnds.append(ends.write)
            wires.append(.duplicate(ends.write, at: STDOUT_FILENO))
        }
        guard !Self.errorsGoWithOutput else {
            errors = nil
            wires.append(.duplicate(STDOUT_FILENO, at: STDERR_FILENO))
            return
        }
        let ends = try Self.pipe()
        errors = MaskedStream(ends.read, to: STDERR_FILENO, isTerminal: false, patterns: patterns)
        commandEnds.append(ends.write)
        wires.append(.duplicate(ends.write, at: STDERR_FILENO))
    }

    /// Both to a terminal, or both to the same file: in the order in which they were written.
    private static var errorsGoWithOutput: Bool {
        isatty(STDOUT_FILENO) == 1
            ? isatty(STDERR_FILENO) == 1 : isSameFile(STDOUT_FILENO, STDERR_FILENO)
    }

    var hasTerminal: Bool { terminal != nil }

    /// Why some of the command's output was lost, but for a reader that has gone away.
    var failure: Int32? { output.failure ?? errors?.failure ?? nil }

    /// The command has its ends of the pipes; ours would keep them from ending.
    func commandHasStarted() {
        closeCommandEnds()
        terminal?.takeKeyboard()
    }

    deinit { closeCommandEnds() }

    // What a wait for the command consists of: ``awaited``, ``patience``, ``pump(_:isIdle:of:holding:)``.

    var awaited: [pollfd] {
        var list = [output.awaited, errors?.awaited ?? nil].compactMap { $0 }
        if terminal?.hasKeys == true, let keys = keyboard?.awaited { list.append(keys) }
        return list
    }

    /// For how many milliseconds nothing may happen until ``pump(_:isIdle:of:holding:)`` is wanted; -1 is for ever.
    var patience: Int32 {
        if output.holdsEcho { return 100 }
        // A shell that brings its job to the foreground doesn't tell it.
        return terminal?.isWaitingForKeyboard == true ? 500 : -1
    }

    /// Moves bytes.
    ///
    /// - Parameters:
    ///   - ready: what `poll` made of ``awaited``.
    ///   - process: the command, which Ctrl-Z stops.
    ///   - signals: what this process holds back, unless it is stopped too.
    func pump(
        _ ready: [pollfd], isIdle: Bool, of process: pid_t, holding signals: borrowing HeldSignals
    ) {
        if isIdle && output.holdsEcho { output.showEcho() }
        for entry in ready where entry.revents != 0 {
            if entry.fd == output.awaited?.fd { output.pump() }
            if entry.fd == errors?.awaited?.fd { errors?.pump() }
            if entry.fd == keyboard?.awaited?.fd {
                press(keyboard?.pump(keys(of: process)) ?? [], process, signals)
            }
        }
        terminal?.takeKeyboard()
    }

    /// The command has ended: passes on what it has left, however slowly that is read.
    ///
    /// - Parameter isUnwanted: asked before each wait, with a descriptor that ends the wait.
    func drain(unless interruption: Int32, isUnwanted: () -> Bool) {
        output.end()
        errors?.end()
        while !isUnwanted() {
            output.pump()
            errors?.pump()
            var watched = [output.awaited, errors?.awaited ?? nil].compactMap { $0 }
            guard !watched.isEmpty else { return }
            watched.append(pollfd(fd: interruption, events: Int16(POLLIN), revents: 0))
            _ = unsafe poll(&watched, nfds_t(watched.count), -1)
        }
    }

    private func closeCommandEnds() {
        commandEnds.forEach { close($0) }
        commandEnds = []
    }

    private static func pipe() throws(Failure) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard unsafe vault_pipe(&ends) == 0 else {
            throw Failure(
                .storage, "descriptors",
                "the system has no descriptor left for the command's output; close some programs.")
        }
        return (ends[0], ends[1])
    }

    private static func isSameFile(_ left: Int32, _ right: Int32) -> Bool {
        var (one, other) = (stat(), stat())
        return unsafe fstat(left, &one) == 0 && fstat(right, &other) == 0
            && one.st_dev == other.st_dev && one.st_ino == other.st_ino
    }
}
