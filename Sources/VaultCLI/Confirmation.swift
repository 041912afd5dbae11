import SecretMemory

/// A question on the terminal that only an explicit yes answers with yes.
enum Confirmation {
    static func require(_ question: String, options: GlobalOptions) throws {
        guard !options.yes else { return }
        guard try isGiven(question) else { throw Failure.declined }
    }

    /// Whether a person says yes.
    ///
    /// - Parameter sentence: what to say where nobody can be asked.
    static func isGiven(
        _ question: String,
        withoutTerminal sentence: String =
            "this asks for a confirmation and there is no terminal. Give -y if you are sure."
    ) throws -> Bool {
        do {
            let line = try TerminalPrompt.readLine(TerminalQuestion.text(question + " [y/N] "))
            return line.isOneOf("y", "Y", "yes", "Yes", "YES")
        } catch .empty { return false } catch .noTerminal {
            throw Failure(.notPermitted, "confirmation", sentence)
        }
    }
}

extension Failure {
    static let declined = Failure(
        .unexpected, "declined", "not confirmed; nothing was changed.")
}

extension SecretBytes {
    /// Whether a line that was typed is one of these words.
    func isOneOf(_ words: String...) -> Bool {
        words.contains { isEqual(to: SecretBytes(copying: Array($0.utf8))) }
    }
}
