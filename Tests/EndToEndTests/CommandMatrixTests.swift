import Foundation
import Testing
import VaultTestSupport

@Suite("Every command, whatever is in its way", .serialized)
struct CommandMatrixTests {
    private static let secret = String(repeating: "H4ND", count: 10)
    /// One for all: each command fails before it changes anything, or only reads.
    nonisolated(unsafe) private static let home = Result {
        let home = try Workspace()
        try home.prepareWithKeyByHand()
        try home.write(
            #"{"a": {"access_key": "AKIMPORT000000000000", "secret_key": "\#(secret)"}}"#,
            to: "keys.json")
        // So that one of the slots can be removed.
        try home.succeed("slot", "add", "key-file", home.path("second"))
        return home
    }
    private let home: Workspace

    init() throws { home = try Self.home.get() }

    /// One sentence on standard error, in words for people, and no secret anywhere.
    private func expect(
        _ statuses: Set<Int32>, _ finished: Finished,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        MatrixSentence.expect(
            statuses, finished, without: [Self.secret, Workspace.password],
            sourceLocation: sourceLocation)
    }

    private func line(
        of command: MatrixCommand, _ options: [String] = [], renaming name: String? = nil
    ) -> [String] { command.line(options, renaming: name, in: home) }

    /// What a wrong password leaves: only `unlock` starts it.
    private func endAgent() { if let agent = home.agent { kill(agent, SIGKILL) } }

    private func password(_ name: String = "password") -> [String] {
        ["--password-file", home.path(name)]
    }

    @Test(arguments: MatrixCommand.opening)
    func `says that there is no vault`(command: MatrixCommand) throws {
        expect(
            [66],
            try home.bare(
                line(of: command, password()), environment: ["XDG_DATA_HOME": home.path("none")]))
    }

    @Test(arguments: MatrixCommand.opening)
    func `says that the password is wrong`(command: MatrixCommand) throws {
        defer { endAgent() }
        try home.write("not this one", to: "wrong")
        expect([77], try home.bare(line(of: command, password("wrong"))))
    }

    @Test(arguments: MatrixCommand.opening)
    func `says that there is nobody to ask`(command: MatrixCommand) throws {
        expect([77], try home.bare(line(of: command)))
    }

    @Test(arguments: MatrixCommand.named)
    func `says that it knows no such name`(command: MatrixCommand) throws {
        expect([66], try home.bare(line(of: command, password(), renaming: "hond")))
    }

    @Test(arguments: MatrixCommand.json)
    func `says it as an object too where JSON is asked for`(command: MatrixCommand) throws {
        defer { endAgent() }
        try home.write("not this one", to: "wrong")
        let failed = try home.bare(line(of: command, password("wrong") + ["-o", "json"]))
        expect([77], failed)
        let object =
            try JSONSerialization.jsonObject(with: Data(failed.output.utf8)) as? [String: Any]
        #expect((object?["error"] as? [String: Any])?["code"] as? Int == 77)
    }

    private func shell(_ command: MatrixCommand, _ redirection: String, _ options: [String] = [])
        throws -> Finished
    {
        let opening = command.words[0] == "completion" ? [] : password()
        let line = ([BuiltProducts.vault] + line(of: command, opening + options)).joined(
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
        let finished = try home.bare(line(of: command, password() + ["-o", "json"]))
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
    @Test(arguments: MatrixCommand.shown, [40, 80])
    func `fits into a narrow terminal`(command: MatrixCommand, columns: Int32) throws {
        let terminal = try TypedTerminal()
        terminal.resize(rows: 24, columns: columns)
        let ended = try terminal.run(
            BuiltProducts.vault, line(of: command, password()), environment: home.environment,
            answers: [])
        #expect(ended == 0)
        expectFitting(terminal, columns)
    }

    @Test(arguments: MatrixCommand.opening)
    func `breaks its sentences between words`(command: MatrixCommand) throws {
        defer { endAgent() }
        try home.write("not this one", to: "wrong")
        let terminal = try TypedTerminal()
        terminal.resize(rows: 24, columns: 40)
        let ended = try terminal.run(
            BuiltProducts.vault, line(of: command, password("wrong")),
            environment: home.environment, answers: [])
        #expect(ended == 77)
        expectFitting(terminal, 40)
    }

    private func expectFitting(_ terminal: TypedTerminal, _ columns: Int32) {
        let path = home.root.path
        for line in terminal.shown.split(whereSeparator: \.isNewline) {
            let text = line.replacing(/\u{1B}\[[0-9;?]*[a-zA-Z]/, with: "")
            // A path is one word, however long.
            let isLongWord = text.contains(path) && !text.contains(" ")
            #expect(text.count <= Int(columns) || isLongWord, "\(text)")
        }
    }

    @Test func `says a name's neighbours in whole words`() throws {
        let terminal = try TypedTerminal()
        terminal.resize(rows: 24, columns: 40)
        let words = ["show", "hond"] + password()
        let ended = try terminal.run(
            BuiltProducts.vault, words, environment: home.environment, answers: [])
        #expect(ended == 66)
        let lines = terminal.shown.split(whereSeparator: \.isNewline).map(String.init)
        #expect(lines.count > 1)
        #expect(
            lines.joined(separator: " ").contains(
                "there is no key 'hond' in the vault. Did you mean 'hand'?"))
    }

    /// A command that somebody adds to the program is missed here until it has its row.
    @Test func `is in this matrix, or it is said why not`() throws {
        let declared = try DeclaredCommand.all(in: home)
        #expect(declared.count > 30)
        for (path, command) in declared {
            let name = path.joined(separator: " ")
            let rows = MatrixCommand.all.filter { $0.words.starts(with: path) }
            #expect(rows.isEmpty == (MatrixCommand.others[name] != nil), "\(name)")
            let hasJSON = rows.contains(where: \.hasJSON)
            #expect(rows.isEmpty || hasJSON == command.hasOutput, "\(name): -o")
        }
        for name in MatrixCommand.others.keys {
            #expect(declared[name.split(separator: " ").map(String.init)] != nil, "\(name)")
        }
    }

    /// Every command of the program, whatever it is.
    @Test func `refuses an option that it does not know, and tells its help or that it can't`()
        throws
    {
        for path in try DeclaredCommand.all(in: home).keys {
            let name = path.joined(separator: " ")
            let odd = try home.bare(path + ["--frobnicate"])
            expect([64], odd)
            let help = try home.bare(path + ["--help"])
            #expect(help.status == 0 && help.output.contains("USAGE: "), "\(name)")
            for redirection in ["> /dev/full", ">&-"] {
                let line = "\(BuiltProducts.vault) \(name) --help \(redirection)"
                expect(
                    [74], try Child("sh", ["-c", line], environment: home.environment).finish())
            }
        }
    }
}
