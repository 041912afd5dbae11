import CPosix
import Glibc

/// A terminal of the command's own, so that what it prints can pass through a mask and it still finds a terminal:
/// colours, prompts, window size, keys.
///
/// Where this process reads a terminal too, that one hands every key on unread (raw) while the command has it.
/// Elsewhere (its input is a file) the outer terminal stays as it is.
struct CommandTerminal: ~Copyable {
    /// What the command writes is read here, and keys are written here.
    let controller: Int32
    /// The path of the command's end.
    let path: String
    /// Kept open, so that no end of a process looks like the end of the output.
    private let commandEnd: Int32
    /// The terminal whose window the command sees.
    private let outer: Int32
    /// Whether keys are handed on.
    let hasKeyboard: Bool
    private var isRaw = false
    private var before = termios()

    /// - Parameter outer: a descriptor of this process's terminal.
    init(outer: Int32, hasKeyboard: Bool) throws(Failure) {
        var settings = termios()
        unsafe tcgetattr(outer, &settings)
        // The outer terminal ends lines already, unless it is raw.
        if !hasKeyboard { settings.c_oflag &= ~tcflag_t(OPOST) }
        var ends: (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 128)
        guard unsafe openpty(&ends.0, &ends.1, &name, &settings, nil) == 0 else {
            throw Failure(
                .storage, "terminal",
                "the system has no terminal left for the command; end some programs, or send the "
                    + "output through '| cat'.")
        }
        (controller, commandEnd) = ends
        path = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        (self.outer, self.hasKeyboard) = (outer, hasKeyboard)
        for descriptor in [ends.0, ends.1] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        copyWindowSize()
    }

    deinit {
        close(commandEnd)
        close(controller)
    }

    borrowing func copyWindowSize() { _ = vault_copy_window_size(outer, controller) }

    /// The group of processes that the command's terminal sends its keys' signals to.
    var foregroundGroup: pid_t { tcgetpgrp(controller) }

    /// Whether keys are being handed on.
    var hasKeys: Bool { isRaw }

    /// Whether the keyboard is the command's, and the shell still has it.
    var isWaitingForKeyboard: Bool { hasKeyboard && !isRaw }

    /// Takes the keyboard, if this process has it; in the background, the shell has.
    mutating func takeKeyboard() {
        guard hasKeyboard, !isRaw, isForeground else { return }
        guard unsafe tcgetattr(outer, &before) == 0 else { return }
        var raw = before
        unsafe cfmakeraw(&raw)
        isRaw = unsafe tcsetattr(outer, TCSANOW, &raw) == 0
    }

    /// Puts the outer terminal back as it was.
    mutating func giveKeyboardBack() {
        guard isRaw else { return }
        isRaw = false
        // In the background the shell has put it back, and would have us stopped for trying.
        guard isForeground else { return }
        unsafe tcsetattr(outer, TCSANOW, &before)
    }

    /// This process has been stopped and goes on: the shell has had the terminal meanwhile.
    mutating func goOn() {
        if isRaw && !isStillRaw { isRaw = false }
        takeKeyboard()
        copyWindowSize()
    }

    private var isStillRaw: Bool {
        var settings = termios()
        let isKnown = unsafe tcgetattr(outer, &settings) == 0
        return isKnown && isForeground && settings.c_lflag & tcflag_t(ICANON) == 0
    }

    /// The keys that the command's terminal makes signals of now.
    var signalKeys: SignalKeys {
        var settings = termios()
        guard unsafe tcgetattr(controller, &settings) == 0,
            settings.c_lflag & tcflag_t(ISIG) != 0
        else { return SignalKeys() }
        return unsafe SignalKeys(
            stop: vault_stop_key(&settings), interrupt: vault_interrupt_key(&settings),
            quit: vault_quit_key(&settings))
    }

    /// A terminal that does not control this process (-1) has no background.
    private var isForeground: Bool { [getpgrp(), -1].contains(tcgetpgrp(outer)) }
}

/// The keys that a terminal makes signals of: Ctrl-Z, Ctrl-C and Ctrl-\\, mostly. It may have none.
struct SignalKeys {
    private(set) var stop: UInt8?
    private(set) var interrupt: UInt8?
    private(set) var quit: UInt8?

    init() {}

    /// - Parameters: 0 is no key.
    init(stop: UInt8, interrupt: UInt8, quit: UInt8) {
        let key = { (key: UInt8) in key == 0 ? nil : key }
        (self.stop, self.interrupt, self.quit) = (key(stop), key(interrupt), key(quit))
    }
}
