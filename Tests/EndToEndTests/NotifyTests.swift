import Foundation
import Testing
import VaultTestSupport

@Suite("A timer's look at the expiries", .serialized)
struct NotifyTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "9d")
        try FileManager.default.createDirectory(
            atPath: home.path("bin"), withIntermediateDirectories: true)
        try home.write(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'\(home.path("shown"))'\n", to: "bin/notify-send")
        chmod(home.path("bin/notify-send"), 0o700)
        try FileManager.default.createDirectory(
            atPath: home.path("run"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
    }

    /// What notify-send was told.
    private var shown: String {
        (try? String(contentsOfFile: home.path("shown"), encoding: .utf8)) ?? ""
    }

    private func check(_ words: String..., password: Bool = false) throws -> Finished {
        let all =
            ["list", "--check", "--notify"] + words
            + (password ? ["--password-file", home.path("password")] : [])
        return try home.bare(
            all, environment: ["PATH": home.path("bin") + ":/usr/bin:/bin"])
    }

    @Test func `says how many keys are due, and names none`() throws {
        let due = try check("--expiring", "30d", password: true)
        home.expect(10, "1 key is due or expired, the first on", due)
        #expect(due.output.isEmpty)
        #expect(shown.contains("1 access key to renew"))
        #expect(!(shown + due.errors).contains("alice"))
    }

    @Test func `says nothing where nothing is due`() throws {
        let fine = try check("--expiring", "1d", password: true)
        #expect(fine.status == 0 && fine.output.isEmpty && fine.errors.isEmpty && shown.isEmpty)
    }

    @Test func `says the same where there is no desktop`() throws {
        try FileManager.default.removeItem(atPath: home.path("bin/notify-send"))
        home.expect(10, "1 key is due", try check("--expiring", "30d", password: true))
    }

    @Test func `can't be done without a key, and says so on the desktop too`() throws {
        let refused = try check("--expiring", "30d")
        #expect(refused.status == 77, "\(refused.errors)")
        #expect(shown.contains("were not checked") && shown.contains("--expiry-watch"))
    }

    @Test func `goes by what a locked agent has kept, if it was asked to`() throws {
        try home.succeed("unlock")
        try home.succeed("lock")
        #expect(try check("--expiring", "30d").status == 77)
        let unlocked = try home.succeed("unlock", "--expiry-watch")
        #expect(unlocked.errors.contains("after it has locked"))
        try home.succeed("lock")
        home.expect(10, "(as of ", try check("--expiring", "30d"))
        #expect(try check("--expiring", "1d").status == 0)
        // For this check only: whoever wants names needs the vault.
        #expect(try home.bare(["list"]).status == 77)
        #expect(try check("--user", "alice", "--expiring", "30d").status == 77)
        #expect(!(shown + home.transcript).contains("alice  "))
    }

    @Test func `goes by the present state while the agent is unlocked`() throws {
        try home.succeed("unlock", "--expiry-watch")
        try home.succeed("expire", "alice", "400d")
        #expect(try check("--expiring", "30d").status == 0)
        // That look has told the agent, too.
        try home.succeed("lock")
        #expect(try check("--expiring", "30d").status == 0)
    }

    @Test func `knows one vault's keys from another's`() throws {
        try home.succeed("unlock", "--expiry-watch")
        try home.succeed("lock")
        let other = try Workspace()
        try other.prepare(for: nil)
        let refused = try other.bare(
            ["list", "--check", "--notify", "--expiring", "30d", "--socket", home.socket])
        #expect(refused.status == 77, "\(refused.errors)")
    }
}
