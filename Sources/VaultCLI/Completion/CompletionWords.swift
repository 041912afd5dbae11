import APIClient
import ArgumentParser

/// The command line as far as the cursor: which command it names, and what may stand there.
struct CompletionWords {
    static let regions = Region.known

    /// What may stand at the cursor.
    enum Wanted {
        case subcommands
        case options
        /// - Parameter option: what stands before the value in the same word, as in `--color=`.
        case value(CompletionValue, option: String)
        /// Another program, whose name is the word of that number.
        case program(at: Int)
        case nothing
    }

    private(set) var type: any ParsableCommand.Type = VaultCommand.self
    /// The words that name the command.
    private(set) var path: [String] = []
    private(set) var description: CommandDescription?
    /// The options before the cursor, with their values.
    private(set) var options: [(name: String, value: String?)] = []
    private var operands = 0
    /// The option whose value comes next.
    private var open: ArgumentDescription?
    private var programAt: Int?
    private var isHelp = false
    /// Whether `--` has ended the options.
    private var isEnded = false
    let current: String

    /// - Parameter words: without the program's name; the last is the one at the cursor, which may be empty.
    init(_ words: [String]) throws {
        current = words.last ?? ""
        for (index, word) in words.dropLast().enumerated() {
            try take(word, at: index)
            if programAt != nil { break }
        }
        if isLeaf, description == nil { description = try .of(type) }
    }

    private var isLeaf: Bool { type.configuration.subcommands.isEmpty }

    private mutating func take(_ word: String, at index: Int) throws {
        if let option = open {
            options.append((option.name, word))
            open = nil
        } else if !isLeaf {
            descend(to: word)
        } else if word == "--" {
            if try hasProgram() { programAt = index + 1 }
            isEnded = true
        } else if !isEnded, word.hasPrefix("-"), word.count > 1 {
            try takeOption(word)
        } else {
            operands += 1
        }
    }

    private mutating func descend(to word: String) {
        if path.isEmpty, word == "help" { return isHelp = true }
        guard let inner = type.subcommand(named: word) else { return }
        type = inner
        path.append(inner.configuration.commandName ?? word)
    }

    private mutating func known() throws -> CommandDescription {
        if let description { return description }
        let read = try CommandDescription.of(type)
        description = read
        return read
    }

    private mutating func hasProgram() throws -> Bool {
        try known().shown.contains { $0.parsingStrategy == "postTerminator" }
    }

    private mutating func takeOption(_ word: String) throws {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = try known().shown.first(where: { $0.bears(name) }) else { return }
        if option.kind == .option, parts.count == 1 {
            open = option
        } else {
            options.append((option.name, parts.count == 2 ? String(parts[1]) : nil))
        }
    }

    // MARK: What is wanted

    var wanted: Wanted {
        if let programAt { return .program(at: programAt) }
        if let open { return .value(Self.value(of: open), option: "") }
        if isHelp || !isLeaf {
            return isLeaf ? .nothing : current.hasPrefix("-") ? .options : .subcommands
        }
        if isEnded { return operand }
        if current.hasPrefix("--"), let end = current.firstIndex(of: "=") {
            return valueInWord(String(current[..<end]))
        }
        if current.hasPrefix("-") { return .options }
        return operand
    }

    private func valueInWord(_ name: String) -> Wanted {
        guard let option = description?.shown.first(where: { $0.bears(name) }),
            option.kind == .option
        else { return .nothing }
        return .value(Self.value(of: option), option: name + "=")
    }

    private var operand: Wanted {
        let all = (description?.shown ?? []).filter {
            $0.kind == .positional && $0.parsingStrategy != "postTerminator"
        }
        guard let place = operands < all.count ? all[operands] : all.last(where: \.isRepeating)
        else { return isEnded ? .nothing : .options }
        if let values = place.allValues { return .value(.words(values), option: "") }
        return .value(
            CompletionValue.operand(place.name, of: path) ?? .anything, option: "")
    }

    private static func value(of option: ArgumentDescription) -> CompletionValue {
        option.allValues.map { .words($0) } ?? CompletionValue.option(option.name) ?? .anything
    }
}
