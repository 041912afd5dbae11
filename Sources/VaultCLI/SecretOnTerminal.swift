import SecretMemory

/// A new secret that is shown once, on the terminal itself: standard output may go to a file.
enum SecretOnTerminal {
    /// Why a secret can't be shown, as a sentence; `nil` where it can.
    static func obstacle(to secret: String, _ context: CommandContext) -> String? {
        guard ControllingTerminal.isPresent else {
            return "there is no terminal to show \(secret) on."
        }
        let type = context.environment["TERM"]
        guard SecretScreen.canHide(terminalType: type) else {
            return
                "this terminal (TERM is \(type.map { "'\($0)'" } ?? "not set")) can't hide \(secret) again."
        }
        return nil
    }

    /// Shows it, and waits until somebody has written it down. Then it is erased.
    static func show(_ secret: borrowing SecretBytes, heading: String) throws {
        let text = SecretBytes(capacity: heading.utf8.count + secret.count + 8) { output in
            output.append("\(heading)\n\n    ")
            secret.withBytes { output.append(contentsOf: $0) }
            output.append("\n")
        }
        try SecretScreen.show(text, prompt: "Press Enter when it is written down. ")
    }
}
