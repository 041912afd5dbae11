import SecretMemory

/// A question on the terminal that only an explicit yes answers with yes.
enum Confirmation {
    static func require(_ question: String, options: GlobalOptions) throws {
        guard !options.yes else { return }
        let answer: Bool
        do {
            let line = try TerminalPrompt.readLine(question + " [y/N] ")
            answer = line.isOneOf("y", "Y", "yes", "Yes", "YES")
        } catch .empty { answer = false } catch .noTerminal {
            throw Failure(
                .notPermitted, "confirmation",
                "this asks for a confirmation and there is no terminal. Give -y if you are sure.")
        }
        guard answer else {
            throw Failure(.unexpected, "declined", "not confirmed; nothing was changed.")
        }
    }
}

extension SecretBytes {
    /// Whether a line that was typed is one of these words.
    func isOneOf(_ words: String...) -> Bool {
        words.contains { isEqual(to: SecretBytes(copying: Array($0.utf8))) }
    }
}
