import Foundation
import Testing
import VaultTestSupport

/// What stays of a secret on the terminal that has shown it.
@Suite("A secret that a terminal has shown", .serialized)
struct HiddenSecretTests {
    private let home: Workspace
    private let terminal: TypedTerminal

    init() throws {
        home = try Workspace()
        terminal = try TypedTerminal()
    }

    private var initWords: [String] {
        [
            "init", "--kdf-memory", "64MiB", "--kdf-passes", "3", "--new-password-file",
            home.path("password"),
        ]
    }

    private var showWords: [String] {
        ["show", "hand", "--reveal", "--password-file", home.path("password")]
    }

    /// What a terminal without an alternate screen has in the end, full as it was before.
    private func left(rows: Int, columns: Int) -> String {
        var screen = MainScreenOnly(rows: rows, columns: columns)
        screen.show((0..<2 * rows).map { "\r\nline \($0)" }.joined() + "\r\n")
        screen.show(terminal.shown)
        return screen.all
    }

    private func start(_ words: [String], rows: Int = 24, columns: Int = 80) throws -> Child {
        terminal.resize(rows: Int32(rows), columns: Int32(columns))
        return try terminal.start(
            BuiltProducts.vault, words, environment: home.environment, until: "Press Enter")
    }

    @Test(arguments: [(24, 80), (8, 40), (6, 200)])
    func `is neither on the screen nor in the scroll-back when Enter was pressed`(
        rows: Int, columns: Int
    ) throws {
        try home.prepare(for: nil)
        try home.addKey("hand")
        let child = try start(showWords, rows: rows, columns: columns)
        // Long enough to scroll the screen, were it echoed.
        terminal.type(String(repeating: "x", count: 900) + "\n")
        #expect(try child.finish().status == 0)
        #expect(terminal.shown.contains("SECRET-OF-hand"))
        #expect(!left(rows: rows, columns: columns).contains("SECRET-OF-hand"))
    }

    @Test(arguments: [(12, 20), (12, 30), (12, 2), (24, 8)])
    func `is gone too if the window's height changed while it was shown`(
        rows: Int, later: Int
    ) throws {
        try home.prepare(for: nil)
        try home.addKey("hand")
        let child = try start(showWords, rows: rows)
        var screen = MainScreenOnly(rows: rows, columns: 80)
        screen.show((0..<2 * rows).map { "\r\nline \($0)" }.joined() + "\r\n")
        let before = terminal.shown
        screen.show(before)
        #expect(screen.all.contains("SECRET-OF-hand"))
        terminal.resize(rows: Int32(later), columns: 80)
        screen.resize(rows: later)
        terminal.type("\n")
        #expect(try child.finish().status == 0)
        screen.show(String(terminal.shown.dropFirst(before.count)))
        #expect(!screen.all.contains("SECRET-OF-hand"), "\(screen.all)")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func `is gone when a signal ends the look at it`(signal: Int32) throws {
        try home.prepare(for: nil)
        try home.addKey("hand")
        let child = try start(showWords)
        kill(child.process, signal)
        #expect(try child.finish().status == 128 + signal)
        #expect(terminal.shown.contains("SECRET-OF-hand"))
        #expect(!left(rows: 24, columns: 80).contains("SECRET-OF-hand"))
        #expect(terminal.echoes)
    }

    @Test func `is gone too if it is a recovery code`() throws {
        let child = try start(initWords, rows: 12, columns: 60)
        terminal.type("\n")
        #expect(try child.finish().status == 0)
        let code = try #require(
            terminal.shown.firstMatch(of: /(?:[A-Z2-7]{8}-\s*){7}[A-Z2-7]{8}/)
        ).output
        let left = left(rows: 12, columns: 60)
        for group in code.split(whereSeparator: { $0 == "-" || $0.isWhitespace }) {
            #expect(!left.contains(group))
        }
    }

    @Test(arguments: ["dumb", "unknown", "", nil])
    func `is not shown by one that can't hide it`(type: String?) throws {
        try home.prepare(for: nil)
        try home.addKey("hand")
        var environment = home.environment
        environment["TERM"] = type
        let shown = try terminal.run(
            BuiltProducts.vault, showWords, environment: environment, answers: [])
        #expect(shown == 77)
        #expect(!terminal.shown.contains("SECRET-OF-hand"))
        #expect(terminal.shown.contains("can't hide"))
        // Nothing was asked, and nothing written down.
        #expect(try !home.vault("log").output.contains("revealed"))
        #expect(try home.vault(showWords[0], "hand", "--reveal").output == "SECRET-OF-hand\n")
    }

    @Test func `nor in a window that has no room for it`() throws {
        try home.prepare(for: nil)
        try home.addKey("hand")
        terminal.resize(rows: 3, columns: 80)
        let shown = try terminal.run(
            BuiltProducts.vault, showWords, environment: home.environment, answers: [])
        #expect(shown == 77)
        #expect(!terminal.shown.contains("SECRET-OF-hand"))
    }
}

@Suite("What keeps a vault from being made")
struct InitObstacleTests {
    private let home: Workspace

    init() throws { home = try Workspace() }

    /// Nothing may be asked: the terminal's person does not answer.
    private func expectRefusal(
        _ status: Int32, _ words: String, _ more: [String] = [], type: String? = "xterm",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let terminal = try TypedTerminal()
        var environment = home.environment
        environment["TERM"] = type
        let ended = try terminal.run(
            BuiltProducts.vault, ["init"] + more, environment: environment, answers: [])
        #expect(ended == status, sourceLocation: sourceLocation)
        let shown = terminal.shown.replacing("\r\n", with: " ")
        #expect(shown.contains(words), "\(shown)", sourceLocation: sourceLocation)
        #expect(!shown.contains("password:"), sourceLocation: sourceLocation)
        #expect(!shown.contains("Press Enter"), sourceLocation: sourceLocation)
        #expect(!FileManager.default.fileExists(atPath: home.database) || status == 73)
    }

    private func make(_ folder: String, mode: Int) throws {
        try FileManager.default.createDirectory(
            atPath: home.path(folder), withIntermediateDirectories: true)
        chmod(home.path(folder), mode_t(mode))
    }

    @Test func `is told before anything is asked: a folder that others may enter`() throws {
        try make("data/osc-vault", mode: 0o755)
        try expectRefusal(77, "not safe")
    }

    @Test func `a state folder that others may enter`() throws {
        try make("state/osc-vault", mode: 0o777)
        try expectRefusal(77, "not safe")
    }

    @Test func `a file that is there already, whatever it is`() throws {
        try make("data/osc-vault", mode: 0o700)
        try home.write("no vault", to: "data/osc-vault/vault.db")
        try expectRefusal(73, "already")
    }

    @Test func `a recovery file that is there already`() throws {
        try home.write("another's", to: "code")
        try expectRefusal(73, "is there already", ["--recovery-file", home.path("code")])
    }

    @Test func `a recovery file in a folder that is not there`() throws {
        try expectRefusal(74, "recovery code", ["--recovery-file", home.path("none/code")])
    }

    @Test func `a terminal that can't hide the code`() throws {
        try expectRefusal(64, "--recovery-file", type: "dumb")
    }

    @Test func `a disk that takes no more`() throws {
        let finished = try Child(
            "strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,write",
                "-e", "inject=fsync:error=ENOSPC", "--", BuiltProducts.vault, "init",
                "--no-recovery",
                "--new-password-file", home.path("none"),
            ], environment: home.environment
        ).finish()
        home.expect(74, "disk is full", finished)
    }

    @Test func `nothing, and then its trial leaves nothing behind`() throws {
        try home.prepare(for: nil)
        let names = home.files().map(\.path)
        #expect(!names.contains { $0.contains(".room-") || $0.contains(".new-") }, "\(names)")
    }
}
