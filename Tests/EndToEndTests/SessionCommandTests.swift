import Foundation
import Testing
import VaultTestSupport

@Suite("Handing a key to shells and tools", .serialized)
struct SessionCommandTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
    }

    private var secret: String { get throws { try simulator.keys()[0].secretKey } }

    /// Stores a secret of the test's own.
    private func add(_ name: String, secret: Data) throws {
        let file = home.path(name)
        try secret.write(to: URL(filePath: file))
        let added = try Child(
            BuiltProducts.vault,
            [
                "add", name, "--no-verify", "--access-key-id", "ABCDEFGH12345678", "--secret-fd",
                "5", "--password-file", home.path("password"),
            ], environment: home.environment, files: [5: file]
        ).finish()
        #expect(added.status == 0, "\(added.errors)")
    }

    @Test func `without a terminal env writes the secret only if told so`() throws {
        let refused = try home.vault("env", "admin")
        home.expect(77, "there is no terminal", refused)
        #expect(refused.output.isEmpty)
        for words in [["--shell", "sh"], ["--format", "dotenv"], ["--reveal"]] {
            let child = try Child(
                BuiltProducts.vault,
                ["env", "admin", "--password-file", home.path("password")] + words,
                environment: home.environment)
            let finished = try child.finish()
            #expect(try finished.status == 0 && finished.output.contains(secret))
        }
    }

    @Test func `on a terminal eval takes the variables, and the screen never gets them`() throws {
        let terminal = try TypedTerminal()
        let password = "--password-file '\(home.path("password"))'"
        let taken = try terminal.run(
            "sh",
            [
                "-c",
                "eval \"$('\(BuiltProducts.vault)' env admin \(password))\"; test -n \"$OSC_SECRET_KEY\"",
            ],
            environment: home.environment, answers: [])
        let shown = try terminal.run(
            BuiltProducts.vault, ["env", "admin", "--password-file", home.path("password")],
            environment: home.environment, answers: [])
        #expect(taken == 0)
        #expect(shown == 77)
        #expect(try !terminal.screen.contains(secret))
    }

    @Test func `a secret that a format can't hold is refused before anything is written`() throws {
        try add("broken", secret: Data("two\nlines".utf8))
        let refused = try home.vault("env", "broken", "--format", "docker")
        home.expect(64, "line break", refused)
        #expect(refused.output.isEmpty)
        #expect(!refused.errors.contains("lines"))
        #expect(
            try home.vault("env", "broken", "--format", "json").output.contains("two\\u000alines"))
    }

    @Test func `a secret with a zero byte is not cut, but refused`() throws {
        try add("zero", secret: Data("ab\0cd".utf8))
        home.expect(78, "zero byte", try home.vault("exec", "zero", "--", "true"))
        home.expect(78, "zero byte", try home.vault("shell", "zero"))
    }

    @Test func `shell becomes the user's shell, marked, with the key, and is in the log`() throws {
        try home.write("#!/bin/sh\nenv; exit 7\n", to: "myshell")
        chmod(home.path("myshell"), 0o700)
        let child = try Child(
            BuiltProducts.vault,
            ["shell", "admin", "--aws", "--password-file", home.path("password")],
            environment: home.environment.merging(
                ["SHELL": home.path("myshell"), "OSC_PROFILE": "old"]) { $1 })
        let finished = try child.finish()
        #expect(finished.status == 7)
        let lines = finished.output.split(separator: "\n")
        #expect(lines.contains("OSC_VAULT_SHELL=admin"))
        #expect(try lines.contains("OSC_SECRET_KEY=\(secret)"))
        #expect(try lines.contains("AWS_SECRET_ACCESS_KEY=\(secret)"))
        #expect(!lines.contains { $0.hasPrefix("OSC_PROFILE=") })
        #expect(finished.errors.contains("a shell with 'admin'"))
        #expect(try home.vault("log").output.contains("myshell"))
    }

    @Test func `a shell in a shell is refused, and a command in it gets its own key`() throws {
        let inside = ["OSC_VAULT_SHELL": "alice", "OSC_ACCESS_KEY": "alices"]
        home.expect(
            64, "a vault shell with 'alice' already",
            try home.vault("shell", "admin", environment: inside))
        let exec = try home.vault(
            "exec", "admin", "--", "sh", "-c", "echo $OSC_ACCESS_KEY${OSC_VAULT_SHELL-.}",
            environment: inside)
        #expect(try exec.output == simulator.keys()[0].accessKeyId + ".\n")
        #expect(exec.errors.contains("with 'alice', this command gets 'admin' instead"))
        #expect(exec.errors.split(separator: "\n").count == 1)
    }

    @Test func `a key that is due is told on standard error, whatever gets it`() throws {
        #expect(
            try home.vault("create-key", "--user", "alice", "--expires", "9d").status == 0)
        let due = "key 'alice' is due: it expires"
        let exec = try home.vault("exec", "alice", "--", "echo", "done")
        #expect(exec.output == "done\n")
        home.expect(0, due, exec)
        home.expect(0, due, try home.vault("shell", "alice", environment: ["SHELL": "/bin/true"]))
        let quiet = try home.vault("exec", "alice", "-q", "--", "echo", "done")
        #expect(quiet.errors.isEmpty)
    }

    @Test func `a shell that is not there is said, and nothing is opened`() throws {
        let finished = try home.vault("shell", environment: ["SHELL": "/no/such/shell"])
        home.expect(127, "there is no command '/no/such/shell'", finished)
        #expect(try !home.vault("log").output.contains("given to"))
    }

    @Test func `a configuration goes through a pipe, which is read once, and not the environment`()
        throws
    {
        let script = "cat \"$1\"; echo \"again:$(cat \"$1\")\"; echo \"$1\"; env"
        let child = try Child(
            BuiltProducts.vault,
            [
                "exec", "admin", "--config-pipe", "--password-file", home.path("password"), "--",
                "sh", "-c", script, "sh", "{}",
            ], environment: home.environment)
        let finished = try child.finish()
        let lines = finished.output.components(separatedBy: "\n")
        let key = try simulator.keys()[0]
        let content = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? NSDictionary
        let profile = [
            "access_key": key.accessKeyId, "secret_key": key.secretKey, "region": "eu-west-2",
            "endpoint": simulator.origin,
        ]
        #expect(content == ["default": profile])
        #expect(lines.contains("again:"))
        #expect(lines.contains { $0.wholeMatch(of: #//dev/fd/[0-9]+/#) != nil })
        #expect(lines.filter { $0.contains(key.secretKey) }.count == 1)
        #expect(!lines.contains { $0.hasPrefix("OSC_ACCESS_KEY=") })
        #expect(lines.contains("OSC_REGION=eu-west-2"))
    }

    @Test func `what would put the key into the environment too is refused`() throws {
        home.expect(
            64, "leave out --aws",
            try home.vault("exec", "admin", "--config-pipe", "--aws", "--", "true"))
        home.expect(
            64, "leave out --aws", try home.vault("env", "admin", "--format", "k8s", "--aws"))
    }
}
