import Foundation
import VaultTestSupport

/// A command as the program itself declares it: ArgumentParser tells all it knows on request.
struct DeclaredCommand: Decodable {
    private struct Whole: Decodable { let command: DeclaredCommand }

    struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        let kind: String
        let names: [Name]?
    }

    let commandName: String
    let aliases: [String]?
    let subcommands: [DeclaredCommand]?
    let arguments: [Argument]?

    var hasOutput: Bool {
        arguments?.contains { $0.names?.contains { $0.name == "output" } == true } == true
    }

    /// The commands that do something, by their words.
    static func all(in home: Workspace) throws -> [[String]: DeclaredCommand] {
        let told = try home.bare(["--experimental-dump-help"]).output
        let whole = try JSONDecoder().decode(Whole.self, from: Data(told.utf8))
        return leaves(of: whole.command, [])
    }

    private static func leaves(
        of command: DeclaredCommand, _ words: [String]
    ) -> [[String]: DeclaredCommand] {
        var found: [[String]: DeclaredCommand] = [:]
        for below in command.subcommands ?? [] where below.commandName != "help" {
            let path = words + [below.commandName]
            let deeper = leaves(of: below, path)
            found.merge(deeper.isEmpty ? [path: below] : deeper) { $1 }
        }
        return found
    }
}
