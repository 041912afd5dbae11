import KernelText

/// Names, tags and whatever else vault takes as a text have to be one: only paths, a password command and what is handed on
/// to another program may be any bytes.
///
/// Which words these are the completion knows. A word whose meaning it does not know is refused.
enum TextOnly {
    /// Variables that name no path.
    private static let variables = ["OSC_VAULT_PROFILE"]

    /// - Parameter words: the command line without the program's name.
    static func require(_ words: [String]) throws {
        for (index, word) in words.enumerated() where ForeignBytes.areIn(word) {
            guard try !mayBeBytes(CompletionWords(Array(words[...index]))) else { continue }
            throw Failure.usage(
                "'\(ForeignBytes.readable(word))' \(obstacle(in: word)). Nothing was done.")
        }
        for name in variables {
            guard let word = Inherited.value(of: name)?.word, ForeignBytes.areIn(word) else {
                continue
            }
            throw Failure(
                .setting, "setting",
                "the variable \(name) ('\(ForeignBytes.readable(word))') \(obstacle(in: word)). Nothing was done."
            )
        }
    }

    private static func obstacle(in word: String) -> String {
        CText(word: word).isUTF8
            ? "has a character from U+10F780 to U+10F7FF, which only a path may have"
            : "is not UTF-8, which only a path may be"
    }

    private static func mayBeBytes(_ line: CompletionWords) -> Bool {
        switch line.wanted {
        case .value(.files, _), .value(.directories, _), .value(.command, _), .program: true
        // There is no such command, which ArgumentParser says.
        case .subcommands: true
        case .value, .options, .nothing: false
        }
    }
}
