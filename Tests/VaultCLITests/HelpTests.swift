import ArgumentParser
import Foundation
import Testing

@testable import VaultCLI

/// A command that does something itself.
struct LeafCommand: CustomTestStringConvertible, @unchecked Sendable {
    let path: String
    let type: any ParsableCommand.Type

    var testDescription: String { path }

    static let all = leaves(of: VaultCommand.self, path: "vault")

    private static func leaves(of type: any ParsableCommand.Type, path: String) -> [LeafCommand] {
        // What nobody types needs no help.
        let inner = type.configuration.subcommands.filter { $0.configuration.shouldDisplay }
        guard !inner.isEmpty else { return [LeafCommand(path: path, type: type)] }
        return inner.flatMap {
            leaves(of: $0, path: path + " " + ($0.configuration.commandName ?? ""))
        }
    }

    /// The lines that its help gives as examples.
    var examples: [String] {
        type.configuration.discussion.components(separatedBy: "Example").dropFirst().flatMap {
            text in
            guard let start = text.range(of: "vault ") else { return [String]() }
            let line = text[start.lowerBound...].prefix { $0 != "\n" }
            return line.components(separatedBy: "; ").map { one in
                // What the shell does with its output.
                one.components(separatedBy: " > ")[0]
            }
        }
    }
}

@Suite("The help of a command")
struct HelpTests {
    @Test(arguments: LeafCommand.all)
    func `has an example that can be typed`(command: LeafCommand) throws {
        #expect(!command.examples.isEmpty)
        for example in command.examples {
            let words = try #require(CommandWords.split(example.replacing(")\"", with: "")))
            #expect(throws: Never.self, "\(example)") {
                _ = try VaultCommand.parseAsRoot(Array(words.dropFirst()))
            }
        }
    }

    @Test(arguments: LeafCommand.all)
    func `tells the command's own options first, and then those of every command`(
        command: LeafCommand
    ) {
        let help = VaultCommand.helpMessage(for: command.type)
        guard let own = help.components(separatedBy: "\nOPTIONS:").last,
            let general = own.range(of: "--vault <vault>"),
            let last = own.range(of: "--wait <wait>")
        else { return }
        #expect(general.lowerBound < last.lowerBound)
        let after = own[last.upperBound...].split(separator: "\n").filter { $0.hasPrefix("  -") }
        #expect(after.map { $0.split(separator: " ").first } == ["--version", "-h,"])
    }
}
