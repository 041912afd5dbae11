import ArgumentParser

/// Options that can be taken from plain words.
protocol QuickOptions: ParsableArguments {
    /// Sets every property, by the words that it takes.
    mutating func take(_ words: inout PlainWords)
}

/// A command whose usual words are read without ArgumentParser.
///
/// ArgumentParser asks the Swift runtime about the command's types, which takes longer than most commands do. Its
/// declarations stay the only ones: `take` sets each property, and a test compares the result with what ArgumentParser
/// makes of the same words. What it does not understand goes to ArgumentParser, as do all wrong words.
protocol QuickCommand: VaultSubcommand, QuickOptions {}

extension QuickCommand {
    /// `nil` where ArgumentParser has to judge.
    ///
    /// - Parameter words: what follows the command's name.
    static func read(_ words: [String]) -> Self? {
        var plain = PlainWords(words)
        let command: Self = plain.options()
        return plain.isDone ? command : nil
    }
}

/// The commands that are read quickly, by their names.
enum QuickCommands {
    /// - Parameter words: the command line without the program's name.
    static func read(_ words: [String]) -> (any VaultSubcommand)? {
        let rest = Array(words.dropFirst())
        return switch words.first {
        case "list", "ls": ListCommand.read(rest)
        case "show": ShowCommand.read(rest)
        case "exec": ExecCommand.read(rest)
        case "env": EnvCommand.read(rest)
        case "status": StatusCommand.read(rest)
        case "unlock": UnlockCommand.read(rest)
        case "create-key": CreateKeyCommand.read(rest)
        default: nil
        }
    }
}

extension GlobalOptions: QuickOptions {
    mutating func take(_ words: inout PlainWords) {
        vault = words.text("--vault").map(NamedVault.init(word:))
        profile = words.text("--profile")
        quiet = words.flag("--quiet", "-q")
        yes = words.flag("--yes", "-y")
        color = words.choice("--color") ?? .auto
        passwordDescriptor = words.number("--password-fd")
        passwordFile = words.path("--password-file")
        passwordCommand = words.text("--password-command")
        recoveryFile = words.path("--recovery-file")
        keyFile = words.path("--key-file")
        memberFile = words.path("--member-file")
        maxAge = words.text("--max-age")
        offline = words.flag("--offline")
        socket = words.path("--socket")
        apiTimeout = words.number("--api-timeout")
        settle = words.number("--settle")
        wait = words.number("--wait")
    }
}
