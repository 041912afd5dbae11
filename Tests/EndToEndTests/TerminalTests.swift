import Foundation
import Testing
import VaultTestSupport

@Suite("A terminal that asks for a password", .serialized)
struct TerminalTests {
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func `shows again what is typed when a signal ends the question`(signal: Int32) throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let child = try terminal.start(
            BuiltProducts.vault, ["list"], environment: home.environment,
            until: "Master password")
        #expect(!terminal.echoes)
        kill(child.process, signal)
        #expect(try child.finish().status == 128 + signal)
        #expect(terminal.echoes)
    }

    /// The instant between the question and the wait for a key, made half a second long.
    @Test func `is left by a signal that comes before it waits for a key`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let child = try terminal.start(
            "strace",
            [
                "-D", "-qq", "-o", "/dev/null", "-e", "trace=ppoll,read,poll", "-e",
                "inject=ppoll:delay_enter=500000", "--", BuiltProducts.vault, "list",
            ],
            environment: home.environment, until: "Master password")
        kill(child.process, SIGTERM)
        #expect(try child.finish(within: 20).status == 128 + SIGTERM)
        #expect(terminal.echoes)
    }

    @Test func `is asked once, and a wrong password is told`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["list"], environment: home.environment,
            answers: [("Master password", "not this one")])
        #expect(status == 77)
        #expect(terminal.screen.contains("password"))
        #expect(!terminal.screen.contains("not this one"))
        #expect(terminal.echoes)
    }
}

@Suite("The recovery code's file")
struct RecoveryFileTests {
    private func start(_ home: Workspace) throws -> Finished {
        try home.bare([
            "init", "--recovery-file", home.path("code"), "--kdf-memory", "64MiB", "--kdf-passes",
            "3", "--new-password-file", home.path("password"),
        ])
    }

    @Test func `opens the vault that it was made with`() throws {
        let home = try Workspace()
        #expect(try start(home).status == 0)
        #expect(try home.bare(["list", "--recovery-file", home.path("code")]).status == 0)
    }

    @Test func `is not left where no vault came about`() throws {
        let home = try Workspace()
        try home.write("a file where the folder should be", to: "data")
        #expect(try start(home).status != 0)
        #expect(!FileManager.default.fileExists(atPath: home.path("code")))
    }
}
