import APIClient
import ArgumentParser

/// What is wrong with a command line, in one sentence, and where its options are explained.
enum UsageSentence {
    /// - Parameter words: the command line without the program's name.
    static func of(_ error: any Error, words: [String]) -> String {
        if let word = words.first, !word.hasPrefix("-"), command(word, in: VaultCommand.self) == nil
        {
            return unknown(word)
        }
        // The parser repeats what was typed, and adds lines of help where it has suggestions.
        let text = inlined(DisplayText.filtered(VaultCommand.message(for: error)))
        let sentence = text.prefix(1).lowercased() + text.dropFirst()
        let stop = sentence.hasSuffix(".") || sentence.hasSuffix("?") ? "" : "."
        return "\(sentence)\(stop) See '\(help(for: words))'."
    }

    private static func unknown(_ word: String) -> String {
        let names = VaultCommand.configuration.subcommands.compactMap {
            $0.configuration.commandName
        }
        let nearest = NearestNames.of(word, among: names).map { "'\($0)'" }
        let hint = nearest.isEmpty ? "" : " Did you mean \(nearest.joined(separator: " or "))?"
        return "there is no command '\(word)'.\(hint) See 'vault --help'."
    }

    /// The help of the innermost command that was named.
    private static func help(for words: [String]) -> String {
        var command: any ParsableCommand.Type = VaultCommand.self
        var path = ["vault"]
        for word in words {
            guard let inner = self.command(word, in: command) else { break }
            command = inner
            path.append(word)
        }
        return path.joined(separator: " ") + " --help"
    }

    private static func command(
        _ word: String, in outer: any ParsableCommand.Type
    ) -> (any ParsableCommand.Type)? {
        outer.configuration.subcommands.first {
            $0.configuration.commandName == word || $0.configuration.aliases.contains(word)
        }
    }
}
