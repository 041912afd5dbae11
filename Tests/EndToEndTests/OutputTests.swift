import Foundation
import Testing
import VaultTestSupport

@Suite("What a command prints")
struct OutputTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepareWithKeyByHand()
    }

    private func shell(_ words: String, _ redirection: String) throws -> Int32 {
        let run = "\(BuiltProducts.vault) \(words) --password-file \(home.path("password"))"
        return try Child(
            "sh", ["-c", "\(run) \(redirection)"], environment: home.environment
        ).finish().status
    }

    @Test(arguments: ["list", "list -o json", "log", "show hand", "show hand --reveal", "status"])
    func `is a failure where it can't be written`(words: String) throws {
        #expect(try shell(words, "> /dev/full") == 74)
        #expect(try shell(words, "> /dev/null") == 0)
    }

    @Test func `is no failure where nobody wants to read it`() throws {
        #expect(try shell("log", "| true") == 0)
    }

    @Test func `is one JSON document, although a check fails`() throws {
        try home.vault("profile", "add", "other", "--region", "eu-west-2")
        let simulator = try Simulator()
        let due = try Workspace()
        try due.prepareWithKey(for: simulator)
        try due.succeed("create-key", "--user", "alice", "--expires", "2h")
        let checked = try due.vault("list", "--check", "--expiring", "1d", "-o", "json")
        #expect(checked.status == 10)
        #expect(throws: Never.self) {
            try JSONSerialization.jsonObject(with: Data(checked.output.utf8))
        }
        let unknown = try due.vault("show", "nobody", "-o", "json")
        #expect(unknown.output.contains("\"error\""))
    }

    @Test func `hides a shown secret when Ctrl-C ends the look at it`() throws {
        let terminal = try TypedTerminal()
        let child = try terminal.start(
            BuiltProducts.vault,
            ["show", "hand", "--reveal", "--password-file", home.path("password")],
            environment: home.environment, until: "Press Enter to hide it")
        kill(child.process, SIGINT)
        #expect(try child.finish().status == 128 + SIGINT)
        terminal.read()
        #expect(terminal.screen.contains("H4NDH4ND"))
        #expect(terminal.screen.hasSuffix("\u{1B}[2K\u{1B}[?1049l\u{1B}8"))
    }

    @Test(arguments: ["9223372036854775807", "-1", "a while"])
    func `says which variable is no number of seconds`(value: String) throws {
        let refused = try home.bare(
            ["list", "--password-file", home.path("password")],
            environment: ["OSC_VAULT_SETTLE": value])
        let recovered = try home.bare(
            ["recover", "--password-file", home.path("password")],
            environment: ["OSC_VAULT_QUARANTINE": value])
        #expect([0, 78].contains(refused.status))
        #expect(recovered.status == 78)
        #expect(recovered.errors.contains("OSC_VAULT_QUARANTINE"))
    }
}

@Suite("A vault that is being made")
struct InterruptedInitTests {
    @Test func `is not there before its recovery code was seen`() throws {
        let home = try Workspace()
        let terminal = try TypedTerminal()
        let child = try terminal.start(
            BuiltProducts.vault,
            [
                "init", "--kdf-memory", "64MiB", "--kdf-passes", "3", "--new-password-file",
                home.path("password"),
            ], environment: home.environment, until: "Press Enter")
        kill(child.process, SIGINT)
        #expect(try child.finish().status == 128 + SIGINT)
        #expect(!FileManager.default.fileExists(atPath: home.database))
    }
}
