import ArgumentParser

extension ParsableCommand {
    /// The command that a word names below this one: by its name, or by an alias.
    static func subcommand(named word: String) -> (any ParsableCommand.Type)? {
        configuration.subcommands.first {
            $0.configuration.commandName == word || $0.configuration.aliases.contains(word)
        }
    }
}
