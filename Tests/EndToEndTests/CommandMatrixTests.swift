import Foundation
import Testing
import VaultTestSupport

/// A command as a stranger types it, and what it is good for in the matrix.
struct MatrixCommand: CustomTestStringConvertible, Sendable {
    let words: [String]
    /// Whether its last word but the options is the name of a key or a profile.
    var names = false
    /// Whether it writes a result without the network and changes nothing.
    var prints = false
    /// Whether it knows `-o json`.
    var hasJSON = false
    /// What runs behind `--`.
    var inner: [String] = []

    var testDescription: String {
        (words + (inner.isEmpty ? [] : ["--"]) + inner).joined(separator: " ")
    }

    /// Every command that opens the vault.
    static let all = [
        MatrixCommand(words: ["list"], prints: true, hasJSON: true),
        MatrixCommand(words: ["ls"], prints: true, hasJSON: true),
        MatrixCommand(words: ["show", "hand"], names: true, prints: true, hasJSON: true),
        MatrixCommand(words: ["show", "--reveal", "hand"], names: true, prints: true),
        MatrixCommand(words: ["env", "--shell", "sh", "hand"], names: true, prints: true),
        MatrixCommand(words: ["env", "--format", "json", "hand"], names: true, prints: true),
        MatrixCommand(words: ["exec", "hand"], names: true, inner: ["true"]),
        MatrixCommand(
            words: ["exec", "--mask", "hand"], names: true, prints: true, inner: ["echo", "done"]),
        MatrixCommand(words: ["shell", "hand"], names: true),
        MatrixCommand(words: ["create-key", "--user", "alice"], hasJSON: true),
        MatrixCommand(words: ["rotate", "hand"], names: true, hasJSON: true),
        MatrixCommand(words: ["disable", "hand"], names: true, hasJSON: true),
        MatrixCommand(words: ["enable", "hand"], names: true, hasJSON: true),
        MatrixCommand(words: ["expire", "hand", "90d"], hasJSON: true),
        MatrixCommand(words: ["tag", "hand", "text"], hasJSON: true),
        MatrixCommand(words: ["delete-key", "-y", "hand"], names: true, hasJSON: false),
        MatrixCommand(words: ["forget", "-y", "hand"], names: true),
        MatrixCommand(words: ["recover"], hasJSON: true),
        MatrixCommand(words: ["reconcile"], hasJSON: true),
        MatrixCommand(words: ["users"], hasJSON: true),
        MatrixCommand(words: ["log"], prints: true, hasJSON: true),
        MatrixCommand(words: ["profile", "list"], prints: true, hasJSON: true),
        MatrixCommand(
            words: ["profile", "show", "test"], names: true, prints: true, hasJSON: true),
        MatrixCommand(words: ["profile", "use", "test"], names: true),
        MatrixCommand(words: ["profile", "set", "--region", "eu-west-2", "test"], names: true),
        MatrixCommand(words: ["lease", "list"], hasJSON: true),
        MatrixCommand(words: ["verify"], prints: true, hasJSON: true),
    ]

    static let named = all.filter(\.names)
    static let printing = all.filter(\.prints)
    static let json = all.filter(\.hasJSON)

    /// The command line, with options in the command's own part.
    func line(_ options: [String] = [], renaming name: String? = nil) -> [String] {
        var own = words
        if let name { own[own.endIndex - 1] = name }
        return own + options + (inner.isEmpty ? [] : ["--"]) + inner
    }
}

@Suite("Every command, whatever is in its way", .serialized)
struct CommandMatrixTests {
    private static let secret = String(repeating: "H4ND", count: 10)
    /// Words of libraries and of Swift, which tell a user nothing.
    private static let raw = [
        "sqlite", "libsodium", "errno", "Optional(", "Error Domain", "NSError", "nil", "Fatal",
        "curl",
        "SecretInputError", "VaultError", "LifecycleError", "rawValue",
    ]
    /// One for all: each command fails before it changes anything, or only reads.
    nonisolated(unsafe) private static let home = Result {
        let home = try Workspace()
        try home.prepareWithKeyByHand()
        return home
    }
    private let home: Workspace

    init() throws { home = try Self.home.get() }

    /// One sentence on standard error, in words for people, and no secret anywhere.
    private func expect(
        _ statuses: Set<Int32>, _ finished: Finished,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let said = finished.errors
        #expect(
            statuses.contains(finished.status), "\(finished.status): \(said)",
            sourceLocation: sourceLocation)
        let lines = said.split(separator: "\n")
        let isOne =
            lines.count == 1 && lines[0].hasPrefix("vault: ")
            && (lines[0].hasSuffix(".") || lines[0].hasSuffix("?"))
        #expect(isOne, "\(said)", sourceLocation: sourceLocation)
        for word in Self.raw {
            #expect(
                !said.lowercased().split(whereSeparator: { !$0.isLetter }).contains(
                    Substring(word.lowercased())),
                "\(said)", sourceLocation: sourceLocation)
        }
        for secret in [Self.secret, Workspace.password] {
            #expect(!(said + finished.output).contains(secret), sourceLocation: sourceLocation)
        }
    }

    private func password(_ name: String = "password") -> [String] {
        ["--password-file", home.path(name)]
    }

    @Test(arguments: MatrixCommand.all)
    func `says that there is no vault`(command: MatrixCommand) throws {
        expect(
            [66],
            try home.bare(
                command.line(password()), environment: ["XDG_DATA_HOME": home.path("none")]))
    }

    @Test(arguments: MatrixCommand.all)
    func `says that the password is wrong`(command: MatrixCommand) throws {
        try home.write("not this one", to: "wrong")
        expect([77], try home.bare(command.line(password("wrong"))))
    }

    @Test(arguments: MatrixCommand.all)
    func `says that there is nobody to ask`(command: MatrixCommand) throws {
        expect([77], try home.bare(command.line()))
    }

    @Test(arguments: MatrixCommand.named)
    func `says that it knows no such name`(command: MatrixCommand) throws {
        expect([66], try home.bare(command.line(password(), renaming: "hond")))
    }

    @Test(arguments: MatrixCommand.json)
    func `says it as an object too where JSON is asked for`(command: MatrixCommand) throws {
        try home.write("not this one", to: "wrong")
        let failed = try home.bare(command.line(password("wrong") + ["-o", "json"]))
        expect([77], failed)
        let object =
            try JSONSerialization.jsonObject(with: Data(failed.output.utf8)) as? [String: Any]
        #expect((object?["error"] as? [String: Any])?["code"] as? Int == 77)
    }

    private func shell(_ command: MatrixCommand, _ redirection: String, _ options: [String] = [])
        throws -> Finished
    {
        let line = ([BuiltProducts.vault] + command.line(password() + options)).joined(
            separator: " ")
        return try Child("bash", ["-c", "\(line) \(redirection)"], environment: home.environment)
            .finish()
    }

    @Test(arguments: MatrixCommand.printing, ["> /dev/full", ">&-"])
    func `is a failure where its result can't be written`(
        command: MatrixCommand, redirection: String
    ) throws {
        expect([74], try shell(command, redirection))
        guard command.hasJSON else { return }
        expect([74], try shell(command, redirection, ["-o", "json"]))
    }

    @Test(arguments: MatrixCommand.printing)
    func `is content where nobody reads on`(command: MatrixCommand) throws {
        let finished = try shell(command, "| true; exit ${PIPESTATUS[0]}")
        #expect(finished.status == 0 || command.words.contains("--mask"), "\(finished.errors)")
        #expect(finished.errors.isEmpty, "\(finished.errors)")
    }

    @Test(arguments: MatrixCommand.json.filter(\.prints))
    func `prints one JSON document`(command: MatrixCommand) throws {
        let finished = try home.bare(command.line(password() + ["-o", "json"]))
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(throws: Never.self) {
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
        }
    }

    @Test(arguments: ["--help", "--version"])
    func `is a failure where its help can't be written`(word: String) throws {
        for redirection in ["> /dev/full", ">&-"] {
            let finished = try Child(
                "sh", ["-c", "\(BuiltProducts.vault) \(word) \(redirection)"],
                environment: home.environment
            ).finish()
            expect([74], finished)
        }
    }

    /// Nothing is wider than the terminal, and no word is cut by its edge.
    @Test(arguments: ["list", "log", "profile list", "lease list"], [40, 80])
    func `fits into a narrow terminal`(command: String, columns: Int32) throws {
        let terminal = try TypedTerminal()
        terminal.resize(rows: 24, columns: columns)
        let words = command.split(separator: " ").map(String.init) + password()
        #expect(
            try terminal.run(BuiltProducts.vault, words, environment: home.environment, answers: [])
                == 0)
        for line in terminal.shown.split(whereSeparator: \.isNewline) {
            #expect(
                line.replacing(/\u{1B}\[[0-9;]*[mK]/, with: "").count <= Int(columns), "\(line)")
        }
    }

    @Test func `breaks its sentences between words`() throws {
        let terminal = try TypedTerminal()
        terminal.resize(rows: 24, columns: 40)
        let words = ["show", "hond"] + password()
        #expect(
            try terminal.run(BuiltProducts.vault, words, environment: home.environment, answers: [])
                == 66)
        let lines = terminal.shown.split(whereSeparator: \.isNewline).map(String.init)
        #expect(lines.count > 1)
        #expect(lines.allSatisfy { $0.count <= 40 }, "\(lines)")
        #expect(
            lines.joined(separator: " ").contains(
                "there is no key 'hond' in the vault. Did you mean 'hand'?"))
    }
}
