import Foundation
import Testing
import VaultTestSupport

@Suite("A vault that gets another key, as a user sees it", .serialized)
struct RekeyCommandTests {
    private let home: Workspace
    private let simulator: Simulator

    init() throws {
        home = try Workspace()
        simulator = try Simulator()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
    }

    @Test func `holds and does what it held and did, and locks the agent`() throws {
        #expect(try home.vault("unlock").status == 0)
        #expect(try home.bare(["exec", "admin", "--", "true"]).status == 0)
        let before = try home.vault("list", "-o", "json").output
        try home.expectDone("has a new key", home.vault("rekey"))
        #expect(try home.vault("list", "-o", "json").output == before)
        try home.expectDone("locked", home.vault("status"))
        #expect(try home.vault("create-key", "--user", "alice").status == 0)
        #expect(try home.vault("exec", "alice", "--", "true").status == 0)
        #expect(try home.vault("verify").status == 0)
        let log = try home.vault("log").output
        #expect(log.contains("given to") && log.contains("vault re-keyed"))
    }

    @Test func `leaves an agent that it does not know a key that unlock replaces`() throws {
        #expect(try home.vault("unlock").status == 0)
        #expect(try home.vault("rekey", "--socket", home.path("none")).status == 0)
        #expect(try home.bare(["list"]).status == 77)
        let unlocked = try home.vault("unlock")
        #expect(unlocked.status == 0 && !unlocked.output.contains("already"))
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `drops what it can't seal anew only when it is told to`() throws {
        let file = home.path("key")
        #expect(try home.vault("slot", "add", "key-file", file).status == 0)
        try home.expect(77, "-y", home.vault("rekey"))
        #expect(try home.bare(["list", "--key-file", file]).status == 0)
        let done = try home.bare(["rekey", "--key-file", file, "-y"])
        home.expectDone("dropped: slot 0 (password)", done)
        #expect(try home.vault("list").status == 77)
        #expect(try home.bare(["list", "--key-file", file]).status == 0)
    }

    @Test func `makes a new recovery code in place of the old one`() throws {
        let (old, new) = (home.path("old-code"), home.path("new-code"))
        #expect(try home.vault("slot", "add", "recovery", "--new-recovery-file", old).status == 0)
        try home.expect(64, "--new-recovery-file", home.vault("rekey"))
        try home.expect(
            64, "contradict", home.vault("rekey", "--no-recovery", "--new-recovery-file", new))
        try home.expectDone("new key", home.vault("rekey", "--new-recovery-file", new))
        #expect(try home.bare(["list", "--recovery-file", new]).status == 0)
        #expect(try home.bare(["list", "--recovery-file", old]).status == 77)
        // A code that opens the vault is kept as it is.
        #expect(try home.bare(["rekey", "--recovery-file", new, "-y"]).status == 0)
        #expect(try home.bare(["list", "--recovery-file", new]).status == 0)
    }

    @Test func `the file from before is refused, and nothing of it opens the new one`() throws {
        let before = try #require(FileManager.default.contents(atPath: home.database))
        #expect(try home.vault("rekey").status == 0)
        let after = try #require(FileManager.default.contents(atPath: home.database))
        try before.write(to: URL(filePath: home.database))
        chmod(home.database, 0o600)
        try home.expect(65, "may be older than this machine has seen it", home.vault("list"))
        try after.write(to: URL(filePath: home.database))
        chmod(home.database, 0o600)
        #expect(try home.vault("list").status == 0)
    }

    @Test func `waits for the end of a lease`() throws {
        let child = try Child(
            BuiltProducts.vault,
            [
                "exec", "--user", "alice", "--ephemeral", "1h", "--password-file",
                home.path("password"), "--", "sleep", "600",
            ], environment: home.environment)
        try #require(
            try eventually { try home.vault("lease", "list").output.contains("alice") })
        try home.expect(75, "ends with it", home.vault("rekey"))
        kill(child.process, SIGTERM)
        _ = try child.finish()
    }
}
