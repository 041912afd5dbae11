import APIClient
import ArgumentParser

/// What is wrong with a command line, in one sentence, and where its options are explained.
enum UsageSentence {
    /// - Parameter words: the command line without the program's name.
    static func of(_ error: any Error, words: [String]) -> String {
        if let unknown = unknownCommand(in: words) { return unknown }
        if let late = commandBehindOptions(words) { return late }
        if let separated = separated(words) { return separated }
        if let foreign = optionOfOtherTool(error, words) { return foreign }
        // The parser repeats what was typed, and adds lines of help where it has suggestions.
        let text = inlined(DisplayText.filtered(VaultCommand.message(for: error)))
        let sentence = text.prefix(1).lowercased() + text.dropFirst()
        let stop = sentence.hasSuffix(".") || sentence.hasSuffix("?") ? "" : "."
        return "\(sentence)\(stop)\(otherWait(words)) See '\(help(for: words))'."
    }

    /// Who wants to wait for the invited member may try the option by which every command waits for other commands.
    private static func otherWait(_ words: [String]) -> String {
        words.starts(with: ["member", "invite"]) && words.contains("--wait")
            ? " To wait until they have joined, say --until-joined." : ""
    }

    /// The parser would suggest what is spelled alike.
    private static func optionOfOtherTool(_ error: any Error, _ words: [String]) -> String? {
        let message = VaultCommand.message(for: error)
        let options = (try? CommandDescription.of(innermost(words).command).shown) ?? []
        let formats = options.first { $0.bears("-o") }?.allValues ?? []
        for word in words where message.hasPrefix("Unknown option '\(word)'") {
            guard let format = OtherTools.format(for: word), formats.contains(format) else {
                continue
            }
            return
                "unknown option '\(word)'. Did you mean '-o \(format)'? See '\(help(for: words))'."
        }
        return nil
    }

    /// What to say of a word that should name a command and names none; `nil` where all do.
    static func unknownCommand(in words: [String]) -> String? {
        var command: any ParsableCommand.Type = VaultCommand.self
        var path = ["vault"]
        // 'vault help list' asks for the same as 'vault list --help'.
        for word in words.first == "help" ? words.dropFirst() : words[...] {
            let inner = command.configuration.subcommands
            guard !inner.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let next = command.subcommand(named: word) else {
                return unknown(word, among: inner, of: path.joined(separator: " "))
            }
            command = next
            path.append(word)
        }
        return nil
    }

    private static func unknown(
        _ word: String, among commands: [any ParsableCommand.Type], of path: String
    ) -> String {
        let names = commands.filter { $0.configuration.shouldDisplay }
            .compactMap { $0.configuration.commandName }
        let known = path == "vault" ? OtherTools.commands(for: word) : []
        let nearest = (known.isEmpty ? NearestNames.of(word, among: names) : known)
            .map { "'\($0)'" }
        let hint = nearest.isEmpty ? "" : " Did you mean \(nearest.joined(separator: " or "))?"
        return
            "there is no command '\(DisplayText.oneLine(word))'.\(hint) See '\(path) --help'."
    }

    /// What to say where options stand before the command.
    private static func commandBehindOptions(_ words: [String]) -> String? {
        guard let first = words.first, first.hasPrefix("-"),
            let place = words.firstIndex(where: { VaultCommand.self.subcommand(named: $0) != nil })
        else { return nil }
        let line = (["vault", words[place]] + words[..<place] + words[(place + 1)...])
            .joined(separator: " ")
        return "put the command first: \(DisplayText.oneLine(line))."
    }

    /// What to say where the command that `exec` is to run does not stand behind `--`.
    private static func separated(_ words: [String]) -> String? {
        guard words.first == "exec", !words.contains("--"), !words.contains("--help"),
            !words.contains("-h")
        else { return nil }
        let plain = words.indices.dropFirst().filter { place in
            !words[place].hasPrefix("-") && !takesValue(words[place - 1])
        }
        guard plain.count > 1 else { return nil }
        let line = (["vault"] + words[..<plain[1]] + ["--"] + words[plain[1]...])
            .joined(separator: " ")
        return "put -- before the command that is to run: \(DisplayText.oneLine(line))."
    }

    /// Whether an option of `exec` has its value in the next word.
    private static func takesValue(_ word: String) -> Bool {
        guard word.hasPrefix("-"), !word.contains("=") else { return false }
        let options = (try? CommandDescription.of(ExecCommand.self).shown) ?? []
        return options.first { $0.bears(word) }?.kind != .flag
    }

    /// The help of the innermost command that was named.
    private static func help(for words: [String]) -> String {
        innermost(words).path.joined(separator: " ") + " --help"
    }

    private static func innermost(
        _ words: [String]
    ) -> (command: any ParsableCommand.Type, path: [String]) {
        var command: any ParsableCommand.Type = VaultCommand.self
        var path = ["vault"]
        for word in words {
            guard let inner = command.subcommand(named: word) else { break }
            command = inner
            path.append(word)
        }
        return (command, path)
    }
}
