import Foundation
import Testing
import VaultTestSupport

@Suite("A masked command on a terminal", .serialized)
struct MaskTerminalTests {
    private func start(_ home: Workspace, _ line: String, until text: String) throws -> (
        TypedTerminal, Child
    ) {
        let terminal = try TypedTerminal()
        terminal.resize(rows: 31, columns: 97)
        let child = try terminal.start(
            BuiltProducts.vault, home.masked("sh", "-c", line), environment: home.environment,
            until: text)
        return (terminal, child)
    }

    @Test func `finds a terminal of the same size, and shows no secret on it`() throws {
        let home = try Workspace.withOneKey()
        let line = """
            test -t 0 && test -t 1 && test -t 2 && echo all three; stty size
            echo "<$OSC_SECRET_KEY>"; echo "<$OSC_SECRET_KEY>" >&2; echo "<$OSC_SECRET_KEY>" > /dev/tty
            """
        let (terminal, child) = try start(home, line, until: "all three")
        #expect(try child.finish().status == 0)
        try terminal.see("31 97")
        for _ in 0..<3 { try terminal.see("<[masked]>") }
        #expect(!terminal.shown.contains(Workspace.loginPassword))
        #expect(terminal.echoes)
    }

    @Test func `can ask, and is told of a new window size`() throws {
        let home = try Workspace.withOneKey()
        let line = """
            trap 'stty size' WINCH; printf 'Your name? '; read name; echo "Hello, $name."
            stty -echo; printf 'Password: '; read word; stty echo; echo "of ${#word}"
            echo waiting; while :; do sleep 0.05; done
            """
        let (terminal, child) = try start(home, line, until: "Your name?")
        terminal.type("Ada\r")
        try terminal.see("Hello, Ada.")
        try terminal.see("Password: ")
        terminal.type("sesame\r")
        try terminal.see("of 6")
        try terminal.see("waiting")
        terminal.resize(rows: 40, columns: 120)
        try terminal.see("40 120")
        terminal.type("\u{3}")
        #expect(try child.finish().status == 130)
        #expect(!terminal.shown.contains("sesame"))
        #expect(terminal.echoes)
    }

    @Test func `sees Ctrl-C once`() throws {
        let home = try Workspace.withOneKey()
        let line = "trap 'echo caught' INT; echo ready; while :; do sleep 0.05; done"
        let (terminal, child) = try start(home, line, until: "ready")
        terminal.type("\u{3}")
        try terminal.see("caught")
        terminal.type("\u{3}")
        try terminal.see("caught")
        terminal.type("\u{1C}")
        #expect(try child.finish().status == 131)
        #expect(terminal.shown.components(separatedBy: "caught").count == 3)
    }

    @Test func `that shares vault's terminal sees Ctrl-C once, too`() throws {
        let home = try Workspace.withOneKey()
        let terminal = try TypedTerminal()
        let line = """
            trap 'echo caught >&2' INT; test -t 2 || echo ready >&2
            while test ! -e go; do sleep 0.05; done; exit 4
            """
        try home.write(line, to: "line")
        let command = ([BuiltProducts.vault] + home.masked("sh", home.path("line")))
            .joined(separator: " ")
        let shell = try terminal.start(
            "bash", ["--norc", "--noprofile", "-i"],
            environment: home.environment.merging(["PS1": "prompt> "]) { $1 }, until: "prompt>")
        terminal.type("cd; \(command) > output; exit $?\r")
        try terminal.see("ready")
        terminal.type("\u{3}")
        try terminal.see("caught")
        // A second signal, if there were one, would be there before the loop has seen the file.
        usleep(300_000)
        try home.write("", to: "go")
        #expect(try shell.finish().status == 4)
        #expect(terminal.shown.components(separatedBy: "caught").count == 2)
    }

    @Test(arguments: [SIGTERM, SIGHUP, SIGINT])
    func `leaves the terminal as it was when a signal ends it`(signal: Int32) throws {
        let home = try Workspace.withOneKey()
        let (terminal, child) = try start(home, "echo ready; exec sleep 300", until: "ready")
        #expect(!terminal.echoes)
        kill(child.process, signal)
        #expect(try child.finish().status == 128 + signal)
        #expect(terminal.echoes)
    }

    @Test func `that can't be started leaves the terminal as it was`() throws {
        let home = try Workspace.withOneKey()
        try home.write("#!/no/such/interpreter\n", to: "broken")
        chmod(home.path("broken"), 0o700)
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, home.masked(home.path("broken")), environment: home.environment,
            answers: [])
        #expect(status == 126)
        #expect(terminal.echoes)
    }

    @Test func `whose input is a file leaves the keyboard alone`() throws {
        let home = try Workspace.withOneKey()
        let terminal = try TypedTerminal()
        let words = home.masked("sh", "-c", "test -t 1 && read line && echo got $line")
            .map { "'\($0)'" }.joined(separator: " ")
        let status = try terminal.run(
            "sh", ["-c", "echo typed | \(BuiltProducts.vault) \(words)"],
            environment: home.environment, answers: [])
        #expect(status == 0)
        #expect(terminal.shown.contains("got typed\r\n"))
    }

    @Test(arguments: ["exec k --mask", "exec k --mask </dev/null"])
    func `is stopped by Ctrl-Z and continued by fg`(start: String) throws {
        let home = try Workspace.withOneKey()
        let terminal = try TypedTerminal()
        let parts = start.split(separator: "<")
        let command =
            "\(BuiltProducts.vault) \(parts[0]) --password-file \(home.path("password")) -- "
            + "sh -c 'echo re\"\"ady; while test ! -e go; do /bin/true; done; echo go\"\"ne on' "
            + parts.dropFirst().map { "<\($0)" }.joined()
        let shell = try terminal.start(
            "bash", ["--norc", "--noprofile", "-i"],
            environment: home.environment.merging(["PS1": "prompt> "]) { $1 }, until: "prompt>")
        try terminal.see("prompt>")
        terminal.type("cd; \(command)\r")
        try terminal.see("ready")
        terminal.type("\u{1A}")
        try terminal.see("Stopped")
        try terminal.see("prompt>")
        terminal.type("touch go; fg\r")
        try terminal.see("gone on")
        try terminal.see("prompt>")
        terminal.type("exit 5\r")
        #expect(try shell.finish().status == 5)
    }
}
