import Foundation
import Testing
import VaultTestSupport

@Suite("From nothing to a command with a key", .serialized)
struct StoryTests {
    @Test func `exec gives exactly the secret that OUTSCALE issued, and nothing shows it`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        let created = try home.vault(
            "create-key", "--user", "alice", "--expires", "9d", "--tag", "team-blue")
        #expect(created.status == 0)

        let listed = try home.vault("list", "--expiring", "30d")
        #expect(listed.output.contains("due"))
        #expect(listed.output.contains("in 9 d"))

        let issued = try #require(try simulator.keys().first { $0.owner == "alice" })
        #expect(issued.tag == "team-blue")
        #expect(issued.expirationDate != nil)
        let inherited = ["OSC_SECRET_KEY": "old", "OSC_PROFILE": "old", "AWS_SESSION_TOKEN": "old"]
        let exec = try home.run(printing: "alice", inherited)
        #expect(exec["OSC_ACCESS_KEY"] == issued.accessKeyId)
        #expect(exec["OSC_SECRET_KEY"] == issued.secretKey)
        #expect(exec["AWS_SECRET_ACCESS_KEY"] == issued.secretKey)
        #expect(exec["OSC_REGION"] == "eu-west-2")
        #expect(exec["OSC_ENDPOINT_API"] == simulator.origin + "/api/v1")
        #expect(exec["OSC_PROFILE"] == nil)
        #expect(exec["AWS_SESSION_TOKEN"] == nil)
        let config = try #require(exec["OSC_CONFIG_FILE"])
        #expect(try String(contentsOfFile: config, encoding: .utf8) == "{\"default\":{}}\n")

        try home.vault("show", "alice")
        try home.vault("log")
        try home.vault("list", "-o", "json")
        try home.expectNoTrace(of: simulator.keys().map(\.secretKey) + [Workspace.password])
        try home.expectSealed(
            simulator.keys().map(\.accessKeyId) + [
                "alice", "team-blue", "root@example.com", "vlt1-",
            ])
    }

    @Test func `a terminal asks twice for the password and shows the recovery code once`() throws {
        let home = try Workspace()
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["init", "--kdf-memory", "64MiB", "--kdf-passes", "3"],
            environment: home.environment,
            answers: [
                ("New master password", Workspace.password), ("The same again", Workspace.password),
                ("Press Enter", ""),
            ])
        #expect(status == 0)
        #expect(!terminal.screen.contains(Workspace.password))
        let code = try #require(terminal.screen.firstMatch(of: /(?:[A-Z2-7]{8}-){7}[A-Z2-7]{8}/))
            .output
        try home.write(String(code), to: "code")
        #expect(try home.bare(["list", "--recovery-file", home.path("code")]).status == 0)
        #expect(try home.vault("list").status == 0)
    }

    @Test func `without a terminal a needed password is refused with the options there are`() throws
    {
        let home = try Workspace()
        try home.prepare(for: nil)
        let asked = try home.bare(["list"])
        #expect(asked.status == 77)
        #expect(asked.errors.contains("--password-file"))
    }

    @Test func `JSON has the documented fields in their order`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        let json = try home.vault("list", "-o", "json").output
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["schema"] as? Int == 1)
        let key = try #require((object["keys"] as? [[String: Any]])?.first)
        #expect(
            Set(key.keys) == [
                "name", "profile", "user", "accessKeyId", "state", "status", "due", "createdAt",
                "expiresAt", "secondsLeft", "tag", "verifiedAt",
            ])
        #expect(key["status"] as? String == "ok")
        #expect(key["user"] is NSNull)
    }

    @Test func `env survives a shell, and forget removes the key from the vault only`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        let text = try home.vault("env", "admin", "--shell", "sh").output
        let shell = try Child(
            "sh", ["-c", text + "printf %s \"$OSC_SECRET_KEY\""], environment: home.environment)
        #expect(try shell.finish().output == simulator.keys()[0].secretKey)
        #expect(try home.vault("forget", "admin", "-y").status == 0)
        #expect(try home.vault("show", "admin").status == 66)
        #expect(try simulator.keys()[0].deleted == false)
    }

    @Test func `exec answers with the command's own status, 126 and 127 as a shell does`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator)
        #expect(try home.vault("exec", "admin", "--", "sh", "-c", "exit 7").status == 7)
        #expect(try home.vault("exec", "admin", "--", "no-such-command").status == 127)
        #expect(try home.vault("exec", "admin", "--", home.path("password")).status == 126)
        #expect(try home.vault("log").output.contains("given to"))
    }
}
