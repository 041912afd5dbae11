import SecretMemory

/// A question on the terminal that only an explicit yes answers with yes.
enum Confirmation {
    static func require(_ question: String, options: GlobalOptions) throws {
        guard !options.yes else { return }
        let answer: Bool
        do {
            answer = try TerminalPrompt.readLine(question + " [y/N] ")
                .isEqual(to: SecretBytes(copying: Array("y".utf8)))
        } catch .empty { answer = false } catch .noTerminal {
            throw Failure(
                .notPermitted, "confirmation",
                "this asks for a confirmation and there is no terminal. Give -y if you are sure.")
        } catch { throw Failure(error) }
        guard answer else {
            throw Failure(.unexpected, "declined", "not confirmed; nothing was changed.")
        }
    }
}
