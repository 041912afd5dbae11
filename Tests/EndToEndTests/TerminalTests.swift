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
        #expect(try child.finish().status == 128 + SIGTERM)
        #expect(terminal.echoes)
    }

    @Test func `asks three times, and then tells that the password is wrong`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["list"], environment: home.environment,
            answers: [
                ("Master password of the vault", "not this one"), ("2 tries left", ""),
                ("One try left", "nor this one"),
            ])
        #expect(status == 77)
        #expect(terminal.screen.contains("the vault did not open"))
        #expect(!terminal.screen.contains("this one"))
        #expect(terminal.echoes)
    }

    @Test(arguments: [["list"], ["forget", "none"], ["unlock"]])
    func `goes on once the password is right`(words: [String]) throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, words, environment: home.environment,
            answers: [("Master password", "not this one"), ("2 tries left", Workspace.password)])
        #expect(status == (words == ["forget", "none"] ? 66 : 0))
        #expect(terminal.screen.ranges(of: "Master password").count == 2)
    }

    @Test func `asks for the vault's password first, and names whose password it wants`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        try home.vault(
            "profile", "add", "test", "--region", "eu-west-2", "--endpoint", "https://127.0.0.1:1")
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["create-key", "--login", "root@example.com", "--name", "k"],
            environment: home.environment,
            answers: [
                ("Master password of the vault: ", Workspace.password),
                ("OUTSCALE password of root@example.com: ", "sesame"),
            ])
        #expect(status == 69)
    }

    /// Both ask; neither shows what is typed, and the terminal is what it was.
    @Test(arguments: ["vault list | vault list", "vault list & vault list; wait"])
    func `is one command's at a time`(line: String) throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let commands = line.replacing("vault", with: BuiltProducts.vault)
        let child = try terminal.start(
            "sh", ["-c", commands + "; echo over"], environment: home.environment,
            until: "Master password")
        usleep(500_000)
        #expect(terminal.shown.ranges(of: "Master password").count == 1)
        #expect(!terminal.echoes)
        terminal.type(Workspace.password + "\r")
        try terminal.see("Master password")
        try terminal.see("Master password")
        #expect(eventually { !terminal.echoes })
        terminal.type(Workspace.password + "\r")
        try terminal.see("over")
        #expect(try child.finish().status == 0)
        #expect(!terminal.shown.contains(Workspace.password))
        #expect(terminal.echoes)
    }

    /// The first command waits for a lock and shows that it goes on, until the second one, on a word, asks. Then it must neither
    /// draw nor erase: its note that it has given up ends the wait for what must not come.
    @Test func `has a question without another command's sign of progress in its line`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        // The lock's file is vault's own.
        try home.vault("backup", home.path("first.db"))
        _ = mkfifo(home.path("word"), 0o600)
        let (vault, password) = (BuiltProducts.vault, home.path("password"))
        let terminal = try TypedTerminal()
        let child = try terminal.start(
            "sh",
            [
                "-c",
                """
                flock "$0" sh -c '
                  "$1" backup copy.db --wait 3 --password-file "$2" | {
                    read word <"$3"; exec "$1" list; }' . "$1" "$2" "$3"
                echo over
                """, home.path("data/osc-vault/vault.lock"), vault, password, home.path("word"),
            ], environment: home.environment, until: "working")
        try "go\n".write(toFile: home.path("word"), atomically: false, encoding: .utf8)
        try terminal.see("\u{1B}[K\r\u{1B}[KMaster password of the vault: ")
        try terminal.see("vault: another vault command is at work")
        let since = terminal.shown.components(separatedBy: "Master password").last ?? ""
        #expect(!since.contains("\u{1B}[K"), "\(since)")
        terminal.type(Workspace.password + "\r")
        try terminal.see("over")
        _ = try child.finish()
    }

    /// Ctrl-Z while a question stands: whoever is stopped leaves the terminal to others.
    @Test func `is left to others by a command that was stopped`() throws {
        let home = try Workspace()
        try home.prepare(for: nil)
        let terminal = try TypedTerminal()
        let shell = try terminal.start(
            "bash", ["--norc", "--noprofile", "-i"],
            environment: home.environment.merging(["PS1": "prompt> "]) { $1 }, until: "prompt>")
        terminal.type("\(BuiltProducts.vault) list\r")
        try terminal.see("Master password")
        usleep(100_000)
        terminal.type("\u{1A}")
        try terminal.see("Stopped")
        terminal.type("\(BuiltProducts.vault) list; echo sta$((1))tus $?\r")
        try terminal.see("Master password")
        usleep(100_000)
        terminal.type(Workspace.password + "\r")
        try terminal.see("sta1tus 0")
        // The kernel ends the stopped command with its shell.
        kill(shell.process, SIGKILL)
        _ = try shell.finish()
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

@Suite("A password from elsewhere")
struct PasswordSourceTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
    }

    @Test(arguments: [
        (Workspace.password + "\r\n", "carriage return"),
        ("\u{1B}[200~" + Workspace.password + "\u{1B}[201~\n", "pasted text"),
        ("\u{FEFF}" + Workspace.password + "\n", "byte order mark"),
        (Workspace.password + " \n", "blank"),
    ])
    func `that is wrong for a reason nobody sees is told with it`(content: String, cause: String)
        throws
    {
        try home.write(content, to: "odd")
        home.expect(77, cause, try home.bare(["list", "--password-file", home.path("odd")]))
    }

    @Test(arguments: [
        ("correct horse battery\r\n", "Windows line ends"),
        ("\u{FEFF}correct horse battery\n", "byte order"),
        ("correct horse\nbattery staple\n", "several lines"),
    ])
    func `that is new is refused if nobody can type it`(content: String, reason: String) throws {
        try home.write(content, to: "odd")
        home.expect(
            64, reason, try home.vault("passwd", "-y", "--new-password-file", home.path("odd")))
        #expect(try home.vault("list").status == 0)
    }

    @Test func `that is new and has letters beyond ASCII is told about`() throws {
        try home.write("längst vergessene Straße\n", to: "odd")
        let changed = try home.vault("passwd", "--new-password-file", home.path("odd"))
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(changed.errors.contains("another keyboard"))
    }

    @Test func `gets none of the input that is meant for the command`() throws {
        let line = """
            cd "$HOME"; printf 'for the command' | \(BuiltProducts.vault) exec k --password-command \
            "sh -c 'cat >&2; cat password'" -- cat
            """
        try home.vault("profile", "add", "test", "--region", "eu-west-2")
        try home.vault(
            "add", "k", "--access-key-id", "ABCDEFGHIJ0123456789", "--secret-fd", "3", "--no-verify"
        )
        let finished = try Child("sh", ["-c", line], environment: home.environment).finish()
        #expect(finished.output == "for the command", "\(finished.errors)")
    }

    private func number(in name: String) -> pid_t? {
        (try? String(contentsOfFile: home.path(name), encoding: .utf8))
            .flatMap { pid_t($0.trimmingCharacters(in: .newlines)) }
    }

    @Test func `is read until its program exits, whatever that leaves running`() throws {
        let command =
            "sh -c 'sleep 6000 & echo $! > \(home.path("left")); cat \(home.path("password"))'"
        #expect(try home.bare(["list", "--password-command", command]).status == 0)
        let left = try #require(number(in: "left"))
        #expect(kill(left, SIGKILL) == 0, "it has not waited for it")
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `ends with vault`(signal: Int32) throws {
        let command = "sh -c 'echo $$ > \(home.path("pid")); exec sleep 6000'"
        let child = try Child(
            BuiltProducts.vault, ["list", "--password-command", command],
            environment: home.environment)
        var helper: pid_t?
        eventually {
            helper = number(in: "pid")
            return helper != nil
        }
        kill(child.process, signal)
        #expect(try child.finish().status == 128 + signal)
        #expect(kill(try #require(helper), 0) != 0)
    }
}
