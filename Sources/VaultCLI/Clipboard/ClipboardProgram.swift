import SecretMemory

/// A program that writes a clipboard: a desktop's, or through tmux the one of the terminal around it.
enum ClipboardProgram: CaseIterable {
    case wayland, xclip, xsel, pasteboard, tmux

    /// The one that writes.
    var name: String {
        switch self {
        case .wayland: "wl-copy"
        case .xclip: "xclip"
        case .xsel: "xsel"
        case .pasteboard: "pbcopy"
        case .tmux: "tmux"
        }
    }

    /// The secret comes in at its standard input: nothing of it stands in these words.
    private var writing: [String] {
        switch self {
        case .wayland: ["wl-copy", "--type", "text/plain"]
        case .xclip: ["xclip", "-selection", "clipboard", "-in"]
        case .xsel: ["xsel", "--clipboard", "--input"]
        case .pasteboard: ["pbcopy"]
        // It hands the terminal what it gets into a buffer of that name.
        case .tmux: ["tmux", "load-buffer", "-b", "osc-vault", "-w", "-"]
        }
    }

    /// `nil` where nobody can tell what the clipboard holds.
    private var reading: [String]? {
        switch self {
        case .wayland: ["wl-paste", "--no-newline"]
        case .xclip: ["xclip", "-selection", "clipboard", "-out"]
        case .xsel: ["xsel", "--clipboard", "--output"]
        case .pasteboard: ["pbpaste"]
        case .tmux: nil
        }
    }

    private var emptying: [String] {
        switch self {
        case .wayland: ["wl-copy", "--clear"]
        case .xclip: writing
        case .xsel: ["xsel", "--clipboard", "--clear"]
        case .pasteboard, .tmux: writing
        }
    }

    /// Whether it can be told what the clipboard holds.
    var canBeAsked: Bool { reading != nil }

    /// Whether a clipboard history was told not to keep what was written.
    enum History { case told, notTold }

    /// Puts the secret there. Only wl-copy can mark it as one (`x-kde-passwordManagerHint`), and only a newer one.
    func write(_ secret: borrowing SecretBytes) throws(Failure) -> History {
        if self == .wayland, PipedProgram.give(secret, to: writing + ["--sensitive"]) {
            return .told
        }
        guard PipedProgram.give(secret, to: writing) else {
            throw Failure(
                .storage, "clipboard",
                "'\(name)' could not put the secret into the clipboard. Try it by hand: echo test | \(name)."
            )
        }
        forgetBuffer()
        return self == .tmux ? .told : .notTold
    }

    /// tmux would keep what it has handed on.
    private func forgetBuffer() {
        guard self == .tmux else { return }
        _ = PipedProgram.give(
            SecretBytes(copying: []), to: ["tmux", "delete-buffer", "-b", "osc-vault"])
    }

    /// Empties the clipboard if it still holds what was put there, or if nobody can say what it holds.
    func empty(ifHolding fingerprint: borrowing ClipboardFingerprint) {
        if let reading {
            switch PipedProgram.take(from: reading) {
            case .nothing: return
            case .content(let content): guard fingerprint.matches(content) else { return }
            case .unknown: break
            }
        }
        // tmux hands on no empty text.
        let nothing = self == .tmux ? " " : ""
        _ = PipedProgram.give(SecretBytes(copying: Array(nothing.utf8)), to: emptying)
        forgetBuffer()
    }
}
