import Foundation
import Testing
import VaultTestSupport

/// What a command that was given one key can get from the vault beside it.
@Suite("A command that was given one key")
struct CommandReachTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
        try home.addKey("hand")
    }

    /// The command asks for a secret, and ends as vault does.
    private func asking(_ options: [String] = [], _ variables: [String: String] = [:]) throws
        -> Finished
    {
        try home.bare(
            ["exec", "hand"] + options + [
                "--", BuiltProducts.vault, "show", "hand", "--reveal",
            ], environment: variables)
    }

    @Test func `does not inherit the way to the password`() throws {
        let variables = ["OSC_VAULT_PASSWORD_COMMAND": "cat \(home.path("password"))"]
        let asked = try asking([], variables)
        home.expect(77, "terminal", asked)
        #expect(!asked.output.contains("SECRET-OF-hand"))
    }

    @Test(arguments: ["exec", "env"])
    func `and whoever evaluates the variables, has neither password command nor socket`(
        command: String
    ) throws {
        let variables = [
            "OSC_VAULT_PASSWORD_COMMAND": "cat \(home.path("password"))",
            "OSC_VAULT_SOCKET": home.path("run/other.sock"), "OSC_VAULT_WAIT": "7",
        ]
        let words =
            command == "exec"
            ? ["exec", "hand", "--", "env"]
            : ["exec", "hand", "--", "sh", "-c", "eval \"$(cat \(home.path("text")))\"; env"]
        if command == "env" {
            let text = try home.bare(["env", "hand", "--shell", "sh"], environment: variables)
            try home.write(text.output, to: "text")
        }
        let given = try home.bare(words, environment: variables)
        #expect(given.status == 0, "\(given.errors)")
        #expect(!given.output.contains("OSC_VAULT_PASSWORD_COMMAND="))
        #expect(!given.output.contains("OSC_VAULT_SOCKET="))
        #expect(given.output.contains("OSC_VAULT_WAIT=7"))
    }

    @Test func `gets others from an unlocked agent, but not if that was locked first`() throws {
        try home.succeed("unlock")
        // As SECURITY.md says.
        #expect(try asking().output.contains("SECRET-OF-hand"))
        let asked = try asking(["--lock-agent"])
        home.expect(77, "terminal", asked)
        #expect(!asked.output.contains("SECRET-OF-hand"))
        #expect(try home.bare(["status"]).output.contains("ocked"))
        #expect(try home.bare(["list"]).status == 77)
    }

    @Test func `is run as ever where there is no agent to lock`() throws {
        let run = try home.vault("exec", "hand", "--lock-agent", "--", "echo", "done")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output == "done\n")
    }

    @Test func `is not run where nothing says whether an agent is unlocked`() throws {
        try home.succeed("unlock")
        let run = try home.vault(
            "exec", "hand", "--lock-agent", "--", "echo", "ran",
            environment: ["XDG_RUNTIME_DIR": ""])
        home.expect(78, "XDG_RUNTIME_DIR", run)
        #expect(!run.output.contains("ran"))
    }

    @Test func `is run with the usual agent locked, although another socket is named`() throws {
        try home.succeed("unlock")
        let run = try home.vault(
            "exec", "hand", "--lock-agent", "--socket", home.path("none.sock"), "--", "echo", "ran")
        #expect(run.status == 0, "\(run.errors)")
        #expect(try home.bare(["list"]).status == 77)
    }

    @Test func `is not run with a key of its own that vault could not delete any more`() throws {
        home.expect(
            64, "--lock-agent",
            try home.vault("exec", "hand", "--lock-agent", "--ephemeral", "1h", "--", "true"))
    }
}
