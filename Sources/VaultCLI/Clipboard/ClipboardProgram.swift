import SecretMemory

/// A program that writes and reads a desktop's clipboard.
enum ClipboardProgram: CaseIterable {
    case wayland, xclip, xsel, pasteboard

    /// The one that writes.
    var name: String {
        switch self {
        case .wayland: "wl-copy"
        case .xclip: "xclip"
        case .xsel: "xsel"
        case .pasteboard: "pbcopy"
        }
    }

    /// The secret comes in at its standard input: nothing of it stands in these words.
    private var writing: [String] {
        switch self {
        case .wayland: ["wl-copy", "--type", "text/plain"]
        case .xclip: ["xclip", "-selection", "clipboard", "-in"]
        case .xsel: ["xsel", "--clipboard", "--input"]
        case .pasteboard: ["pbcopy"]
        }
    }

    private var reading: [String] {
        switch self {
        case .wayland: ["wl-paste", "--no-newline"]
        case .xclip: ["xclip", "-selection", "clipboard", "-out"]
        case .xsel: ["xsel", "--clipboard", "--output"]
        case .pasteboard: ["pbpaste"]
        }
    }

    private var emptying: [String] {
        switch self {
        case .wayland: ["wl-copy", "--clear"]
        case .xclip: writing
        case .xsel: ["xsel", "--clipboard", "--clear"]
        case .pasteboard: writing
        }
    }

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
        return .notTold
    }

    /// Empties the clipboard if it still holds what was put there, or if nobody can say what it holds.
    func empty(ifHolding fingerprint: borrowing ClipboardFingerprint) {
        switch PipedProgram.take(from: reading) {
        case .nothing: return
        case .content(let content): guard fingerprint.matches(content) else { return }
        case .unknown: break
        }
        _ = PipedProgram.give(SecretBytes(copying: []), to: emptying)
    }
}
