package import ArgumentParser
import FoundationEssentials

/// A command as its declaration tells of it: what completion offers and manual pages say.
package struct CommandDescription: Decodable {
    package let commandName: String
    package let aliases: [String]?
    package let abstract: String?
    package let discussion: String?
    package let shouldDisplay: Bool?
    package let subcommands: [CommandDescription]?
    package let arguments: [ArgumentDescription]?

    package static func of(_ type: any ParsableArguments.Type) throws -> CommandDescription {
        struct Tool: Decodable { let command: CommandDescription }
        return try JSONDecoder().decode(Tool.self, from: Data(type._dumpHelp().utf8)).command
    }

    /// The whole program.
    package static func program() throws -> CommandDescription { try of(VaultCommand.self) }

    /// The options of every command, by name.
    package static func generalOptions() throws -> [ArgumentDescription] {
        try of(GlobalOptions.self).shown.filter { !["help", "version"].contains($0.name) }
    }

    /// Options, flags and operands that help shows.
    package var shown: [ArgumentDescription] { (arguments ?? []).filter(\.shouldDisplay) }

    package var visibleSubcommands: [CommandDescription] {
        (subcommands ?? []).filter { $0.shouldDisplay ?? true }
    }
}

/// An option, a flag or an operand.
package struct ArgumentDescription: Decodable {
    package enum Kind: String, Decodable { case positional, option, flag }

    package struct Name: Decodable {
        package enum Form: String, Decodable { case long, short, longWithSingleDash }
        package let kind: Form
        package let name: String

        package var text: String { (kind == .long ? "--" : "-") + name }
    }

    package let kind: Kind
    package let shouldDisplay: Bool
    package let isOptional: Bool
    package let isRepeating: Bool
    package let parsingStrategy: String
    package let names: [Name]?
    package let preferredName: Name?
    package let valueName: String?
    package let defaultValue: String?
    package let allValues: [String]?
    package let abstract: String?

    /// An option's long name, or an operand's.
    package var name: String { preferredName?.name ?? valueName ?? "" }

    func bears(_ word: String) -> Bool { (names ?? []).contains { $0.text == word } }
}
