import SecretMemory

/// What stands between a program and the terminal that a person looks at.
enum TerminalMultiplexer: String, CaseIterable {
    case none, tmux, screen

    init(_ environment: [String: String]) {
        let isSet = { (name: String) in !environment[name, default: ""].isEmpty }
        self = isSet("TMUX") ? .tmux : isSet("STY") ? .screen : .none
    }

    /// The terminal's own order (OSC 52, `c` for the clipboard), wrapped so that a multiplexer hands it on and keeps no copy.
    func copying(_ secret: borrowing SecretBytes) -> SecretBytes {
        let digits = secret.withBytes { Base64.encode($0) }
        return SecretBytes(capacity: digits.count + 64) { output in
            output.append(beginning)
            digits.withBytes { output.append(contentsOf: $0) }
            output.append(ending)
        }
    }

    /// What is no base64 empties the clipboard; an empty text does so too, but some terminals ignore it.
    var emptying: String { beginning + "!" + ending }

    private var beginning: String {
        switch self {
        case .none: "\u{1B}]52;c;"
        // tmux wants each escape inside doubled.
        case .tmux: "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;"
        case .screen: "\u{1B}P\u{1B}]52;c;"
        }
    }

    /// BEL ends the order: an ST inside would end screen's wrapping.
    private var ending: String { self == .none ? "\u{7}" : "\u{7}\u{1B}\\" }
}
