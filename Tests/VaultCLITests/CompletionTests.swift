import ArgumentParser
import Testing

@testable import VaultCLI

@Suite("What completion knows of each command")
struct CompletionTests {
    private static let program = try? CommandDescription.program()

    private static func arguments() throws -> [(path: [String], argument: ArgumentDescription)] {
        func all(
            _ command: CommandDescription, _ path: [String]
        ) -> [(path: [String], argument: ArgumentDescription)] {
            command.shown.map { (path, $0) }
                + command.visibleSubcommands.flatMap { all($0, path + [$0.commandName]) }
        }
        return all(try #require(program), [])
    }

    @Test func `is what may follow each option`() throws {
        let all = try Self.arguments()
        #expect(all.count > 500)
        for (path, option) in all where option.kind == .option && option.allValues == nil {
            #expect(
                CompletionValue.option(option.name) != nil,
                "CompletionValue does not know --\(option.name) of '\(path.joined(separator: " "))'"
            )
        }
    }

    @Test func `is what each operand may be`() throws {
        for (path, operand) in try Self.arguments()
        where operand.kind == .positional && operand.allValues == nil && path != ["help"] {
            guard operand.parsingStrategy != "postTerminator" else { continue }
            #expect(
                CompletionValue.operand(operand.name, of: path) != nil,
                "CompletionValue does not know \(operand.name) of '\(path.joined(separator: " "))'")
        }
    }

    @Test(arguments: [
        (["ls", ""], "options"), (["slot", "remove", ""], "anything"), (["show", ""], "keys"),
        (["show", "a", ""], "options"), (["rotate", "a", "b", ""], "keys"),
        (["exec", "--mask", "a", "--", ""], "program 4"),
        (["exec", "a", "--", "x", "-"], "program 3"),
        (["exec", "--user", "--", ""], "keys"), (["list", "--user", ""], "users"),
        (["list", "--user=x"], "users after --user="), (["list", "--", ""], "nothing"),
        (["lease", "end", ""], "leases"), (["profile", "use", ""], "profiles"),
        (["backup", ""], "files"), (["recover", "--landing", ""], "directories"),
        (["pro"], "subcommands"), (["slot", "add", ""], "subcommands"), ([""], "subcommands"),
        (["help", "slot", ""], "subcommands"), (["help", "list", ""], "nothing"),
        ([], "subcommands"),
        (["-"], "options"), (["list", "--nothing=x"], "nothing"),
    ])
    func `follows from the words before the cursor`(words: [String], wanted: String) throws {
        #expect(try Self.text(CompletionWords(words).wanted) == wanted)
    }

    private static func text(_ wanted: CompletionWords.Wanted) -> String {
        switch wanted {
        case .subcommands: "subcommands"
        case .options: "options"
        case .nothing: "nothing"
        case .program(let place): "program \(place)"
        case .value(let value, let option): "\(value)" + (option.isEmpty ? "" : " after \(option)")
        }
    }
}
