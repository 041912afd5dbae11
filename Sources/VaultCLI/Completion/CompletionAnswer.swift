import APIClient
import ArgumentParser
import Glibc
import SecretMemory

/// A word that may stand at the cursor, and what it is.
struct CompletionCandidate {
    let word: String
    let about: String?

    init(_ word: String, about: String? = nil) {
        self.word = word
        self.about = about
    }

    /// A line of the answer; `nil` for an empty word, or one that does not fit on a line as it is.
    var line: String? {
        guard !word.isEmpty, DisplayText.oneLine(word) == word else { return nil }
        return about.map { "\(word)\t\(DisplayText.oneLine($0))" } ?? word
    }
}

/// What the completion scripts ask: `osc-vault __complete WORD…`, the last word being the one at the cursor.
///
/// The first line of the answer says what kind it is: `words`, which follow, one a line, each with a tab and a few
/// words about it; `files`; `directories`; or `program N`: what stands there belongs to another program, whose name is
/// the word number N.
enum CompletionAnswer {
    static let word = "__complete"

    /// A person waits for it. An agent that does not answer is as good as none.
    private static let patience: UInt32 = 1

    static func run(_ words: [String], inheriting settings: InheritedSettings) -> Never {
        _ = signal(SIGALRM) { _ in _exit(0) }
        alarm(patience)
        let text = (try? answer(to: words, inheriting: settings)) ?? "words\n"
        Console.write(text, to: STDOUT_FILENO)
        ProcessEnd.exit(ExitStatus.done.rawValue)
    }

    static func answer(
        to words: [String], inheriting settings: InheritedSettings
    ) throws -> String {
        let line = try CompletionWords(words)
        switch line.wanted {
        case .program(let place): return "program \(place)\n"
        case .value(.files, _): return "files\n"
        case .value(.directories, _): return "directories\n"
        case .nothing: return "words\n"
        case .subcommands: return text(subcommands(of: line.type), for: line.current)
        case .options: return try text(options(line), for: line.current)
        case .value(.words(let values), let option):
            return text(values.map { CompletionCandidate(option + $0) }, for: line.current)
        case .value(let value, let option):
            let names = CompletionNames(line, inheriting: settings)?.candidates(value) ?? []
            let all = names.map { CompletionCandidate(option + $0.word, about: $0.about) }
            return text(all, for: line.current)
        }
    }

    private static func text(_ candidates: [CompletionCandidate], for current: String) -> String {
        let lines = candidates.filter { $0.word.hasPrefix(current) }.compactMap(\.line).sorted()
        return (["words"] + lines).joined(separator: "\n") + "\n"
    }

    private static func subcommands(of type: any ParsableCommand.Type) -> [CompletionCandidate] {
        var named: [CompletionCandidate] = []
        for inner in type.configuration.subcommands {
            let command = inner.configuration
            guard command.shouldDisplay else { continue }
            let names = (command.commandName.map { [$0] } ?? []) + command.aliases
            named += names.map { CompletionCandidate($0, about: command.abstract) }
        }
        guard type == VaultCommand.self else { return named }
        return named + [CompletionCandidate("help", about: "Show help for a command.")]
    }

    /// Those that are not given yet.
    private static func options(_ line: CompletionWords) throws -> [CompletionCandidate] {
        let description = try line.description ?? .of(line.type)
        let given = Set(line.options.map(\.name))
        let named = description.shown.flatMap { option in
            option.kind == .positional || (given.contains(option.name) && !option.isRepeating)
                ? []
                : (option.names ?? []).filter { $0.kind == .long }.map {
                    CompletionCandidate($0.text, about: option.abstract)
                }
        }
        guard description.shown.contains(where: { $0.parsingStrategy == "postTerminator" }) else {
            return named
        }
        return named + [CompletionCandidate("--", about: "The command to run follows.")]
    }
}
