import Foundation
import Testing
import VaultTestSupport

@Suite("A command under vault, as its shell sees it", .serialized)
struct ShellBehaviourTests {
    private let home: Workspace

    init() throws { home = try Workspace.withOneKey() }

    private var exec: String {
        "\(BuiltProducts.vault) exec k --password-file \(home.path("password"))"
    }

    private func shell(_ line: String) throws -> Finished {
        try Child("bash", ["-c", "cd; umask 077; " + line], environment: home.environment).finish()
    }

    @Test(arguments: ["", "--mask"])
    func `that is a script without a first line is run by sh`(mask: String) throws {
        let line =
            "echo 'echo got $1 as $0' > script; chmod 700 script; \(exec) \(mask) -- ./script one"
        let finished = try shell(line)
        #expect(finished.output == "got one as ./script\n", "\(finished.errors)")
        #expect(finished.status == 0)
    }

    @Test(
        arguments: [
            ("printf 'a\\0b' > x", 126, "no program for this machine, and no script"),
            ("printf '\\177ELF' > x", 126, "no program for this machine, and no script"),
            (
                "echo '#!/no/such' > x", 126,
                "the interpreter or the loader that it names is not there"
            ),
            ("cp /bin/sleep x; exec 9>> x", 126, "another program is just writing it"),
            ("mkdir x", 126, "no file that you may execute"),
            ("true", 127, "there is no command './x'"),
        ] as [(String, Int32, String)], ["", "--mask"])
    func `that can't be run is told with its reason`(
        case row: (make: String, status: Int32, reason: String), mask: String
    ) throws {
        let finished = try shell("\(row.make); chmod -f 700 x; \(exec) \(mask) -- ./x 1")
        home.expect(row.status, row.reason, finished)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGQUIT, SIGKILL, SIGSEGV])
    func `that dies of a signal makes vault die of it`(signal: Int32) throws {
        let line = """
            import os, subprocess, sys
            end = subprocess.run(sys.argv[1:]).returncode
            print(end)
            """
        let finished = try Child(
            "python3",
            ["-c", line, BuiltProducts.vault] + home.masked("sh", "-c", "kill -\(signal) $$"),
            environment: home.environment
        ).finish()
        #expect(finished.output == "-\(signal)\n")
    }

    @Test(arguments: ["bash", "dash"])
    func `stops the loop around it when Ctrl-C is typed`(shell: String) throws {
        try home.write(
            "for i in 1 2 3; do echo step $i; \(exec) --mask -- sh -c 'echo run$((1))ning; sleep 9'; done; echo over",
            to: "loop")
        let terminal = try TypedTerminal()
        let child = try terminal.start(
            shell, [home.path("loop")], environment: home.environment, until: "run1ning")
        usleep(200_000)
        terminal.type("\u{3}")
        #expect(try child.finish().status == 128 + SIGINT)
        #expect(!terminal.shown.contains("step 2"))
        #expect(!terminal.shown.contains("over"))
    }

    @Test(arguments: ["inner", "sh -c 'inner; true'"])
    func `below another mask is stopped by Ctrl-Z and continued`(line: String) throws {
        try home.write(
            "#!/bin/sh\nexec \(exec) --mask -- sh -c 'echo read$((1))y; while test ! -e ~/go; do sleep 0.05; done; echo do$((1))ne'\n",
            to: "inner")
        chmod(home.path("inner"), 0o700)
        let terminal = try TypedTerminal()
        let bash = try terminal.start(
            "bash", ["--norc", "--noprofile", "-i"],
            environment: home.environment.merging(["PS1": "prompt> "]) { $1 }, until: "prompt>")
        let command = line.replacing("inner", with: home.path("inner"))
        terminal.type("\(exec) --mask -- \(command)\r")
        try terminal.see("read1y")
        terminal.type("\u{1A}")
        try terminal.see("Stopped")
        terminal.type("touch ~/go; fg\r")
        try terminal.see("do1ne")
        try terminal.see("prompt>")
        terminal.type("exit 5\r")
        #expect(try bash.finish().status == 5)
    }

    @Test func `gives a GitHub job's next steps their variables, and the mask first`() throws {
        let env =
            "\(BuiltProducts.vault) env k --format github --password-file \(home.path("password"))"
        let finished = try shell(": > file; GITHUB_ENV=file \(env); echo end; cat file")
        let parts = finished.output.components(separatedBy: "end\n")
        #expect(parts.first == "::add-mask::\(Workspace.loginPassword)\n", "\(finished.errors)")
        let lines = (parts.last ?? "").split(separator: "\n")
        #expect(lines.contains("OSC_SECRET_KEY=\(Workspace.loginPassword)"))
        #expect(lines.contains("OSC_REGION=eu-west-2"))
        home.expect(78, "GITHUB_ENV is not set", try shell(env))
        home.expect(74, "GITHUB_ENV", try shell("GITHUB_ENV=/dev/full \(env) > /dev/null"))
    }

    @Test func `reaps what a container's first process inherits`() throws {
        let line = """
            for i in 1 2 3; do sh -c "(sleep 0.2; : > ended-$i) &"; done
            until test -e ended-1 && test -e ended-2 && test -e ended-3; do sleep 0.05; done
            for i in $(seq 600); do
                zombies=$(cat /proc/[0-9]*/stat | grep -c ') Z '); test "$zombies" = 0 && break; sleep 0.05
            done
            echo "$zombies"
            """
        let words = ["-rpf", "--mount-proc", BuiltProducts.vault] + home.masked("sh", "-c", line)
        let unshare = try Child("unshare", words, environment: home.environment).finish()
        // A machine that gives no namespace proves nothing here.
        guard !unshare.errors.contains("unshare") else { return }
        #expect(unshare.output == "0\n", "\(unshare.errors)")
    }

    @Test func `shows that work goes on after half a second, and nothing of it elsewhere`() throws {
        let words = [
            "init", "--vault", home.path("slow.db"), "--no-recovery", "--kdf-memory", "1GiB",
            "--kdf-passes",
            "4", "--new-password-file", home.path("password"),
        ]
        let terminal = try TypedTerminal()
        #expect(
            try terminal.run(BuiltProducts.vault, words, environment: home.environment, answers: [])
                == 0)
        #expect(terminal.shown.contains("| working"))
        #expect(terminal.shown.contains("\r\u{1B}[KMade the vault"))
        unlink(home.path("slow.db"))
        let quiet = try home.bare(words)
        #expect(quiet.status == 0, "\(quiet.errors)")
        #expect(!(quiet.errors + quiet.output).contains("working"))
    }
}
