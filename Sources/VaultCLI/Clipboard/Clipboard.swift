import SecretMemory

/// The clipboard of the person at the keyboard, and how to reach it from here.
enum Clipboard: Equatable {
    /// A program of the desktop.
    case program(ClipboardProgram)
    /// The terminal itself, by OSC 52: the only way to the person's desktop through SSH.
    case terminal(TerminalMultiplexer)

    /// The first that this session has. Through SSH, a display that is the remote machine's own is nobody's in front of it.
    static func find(
        _ environment: [String: String], hasTerminal: Bool, isInstalled: (String) -> Bool,
        tmuxPassesOn: () -> Bool
    ) -> Clipboard? {
        let isSet = { (name: String) in !environment[name, default: ""].isEmpty }
        let isRemote = isSet("SSH_CONNECTION") || isSet("SSH_TTY")
        let display = environment["DISPLAY", default: ""]
        // What ssh -X forwards has a host before its number.
        let hasX = !display.isEmpty && (!isRemote || !display.hasPrefix(":"))
        let hasWayland = isSet("WAYLAND_DISPLAY") && !isRemote
        let program = ClipboardProgram.allCases.first { program in
            switch program {
            case .wayland: hasWayland && isInstalled(program.name)
            case .xclip, .xsel: hasX && isInstalled(program.name)
            case .pasteboard: !isRemote && isInstalled(program.name)
            case .tmux:
                hasTerminal && isSet("TMUX") && isInstalled(program.name) && !tmuxPassesOn()
            }
        }
        if let program { return .program(program) }
        guard hasTerminal, takesOrders(environment) else { return nil }
        return .terminal(TerminalMultiplexer(environment))
    }

    /// Whether the terminal acts on an order instead of showing it, and nothing in between keeps a copy of it.
    ///
    /// A program below tmux or screen that does not know of them (after `su -`) can't wrap the order; tmux then keeps it in a
    /// buffer of its own.
    private static func takesOrders(_ environment: [String: String]) -> Bool {
        let type = environment["TERM", default: ""]
        guard SecretScreen.canHide(terminalType: type) else { return false }
        let isWithin = type.hasPrefix("tmux") || type.hasPrefix("screen")
        return !isWithin || TerminalMultiplexer(environment) != .none
    }
}

extension Clipboard {
    /// As the process that empties it later is told.
    var word: String {
        switch self {
        case .program(let program): program.name
        case .terminal(let multiplexer): "terminal-\(multiplexer.rawValue)"
        }
    }

    init?(word: String) {
        if let program = ClipboardProgram.allCases.first(where: { $0.name == word }) {
            self = .program(program)
        } else if let multiplexer = TerminalMultiplexer.allCases.first(where: {
            word == "terminal-\($0.rawValue)"
        }) {
            self = .terminal(multiplexer)
        } else {
            return nil
        }
    }
}
