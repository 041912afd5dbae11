import Foundation
import Glibc
import Testing
import VaultTestSupport

@Suite("A lease that is disturbed", .serialized)
struct BrokenLeaseTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "90d")
    }

    private func expectNothingLeft(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(try simulator.living(of: "alice").count == 1, sourceLocation: sourceLocation)
        #expect(
            try home.listed().map(\.name).sorted() == ["admin", "alice"],
            sourceLocation: sourceLocation)
        #expect(try EphemeralCommand.leases(home).isEmpty, sourceLocation: sourceLocation)
    }

    @Test func `is not called alive when its key is gone and only the vault could not be written`()
        throws
    {
        // The command leaves somebody behind who holds the spool's lock.
        let script = """
            flock -o -x \(home.database)-spool sleep 30 >/dev/null 2>&1 &
            echo $! > \(home.path("holder")); sleep 0.5
            """
        let run = try home.vault(
            "exec", "alice", "--ephemeral", "1h", "--wait", "1", "--", "sh", "-c", script)
        let holder = try String(contentsOfFile: home.path("holder"), encoding: .utf8)
        kill(try #require(pid_t(holder.trimmingCharacters(in: .whitespacesAndNewlines))), SIGKILL)
        home.expect(75, "OUTSCALE has deleted", run)
        #expect(!run.errors.contains("could not be deleted"))
        #expect(try simulator.living(of: "alice").count == 1)
        // A day later.
        let recovered = try home.vault("recover", environment: ["OSC_VAULT_QUARANTINE": "0"])
        #expect(recovered.status == 0, "\(recovered.errors)")
        try expectNothingLeft()
    }

    @Test func `is ended by recovery when vault was killed, and not before`() throws {
        let running = try EphemeralCommand(home)
        kill(running.vault.process, SIGKILL)
        _ = try running.end()
        defer { kill(running.command, SIGKILL) }
        #expect(try EphemeralCommand.leases(home).map(\.state) == ["ended"])
        #expect(try home.succeed("list").errors.contains("'vault recover'"))
        #expect(try !simulator.key(running.accessKeyID).deleted)
        let recovery = try home.succeed("recover")
        #expect(recovery.output.contains("\(running.accessKeyID) is deleted"))
        #expect(try simulator.key(running.accessKeyID).deleted)
        try expectNothingLeft()
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `is ended by the next command that changes a key`() throws {
        let running = try EphemeralCommand(home)
        kill(running.vault.process, SIGKILL)
        _ = try running.end()
        defer { kill(running.command, SIGKILL) }
        try home.succeed("tag", "alice", "mine")
        try expectNothingLeft()
    }

    @Test(arguments: [(0, 75), (7, 7)] as [(Int, Int32)])
    func `whose key can't be deleted says so, and recovery deletes it`(
        status: Int, expected: Int32
    ) throws {
        let running = try EphemeralCommand(home, ending: status)
        try simulator.disturb("html502", action: "*", ",\"every\":true")
        home.expect(expected, "could not be deleted", try running.finish())
        #expect(try EphemeralCommand.leases(home).map(\.state) == ["ended"])
        #expect(try home.vault("recover").status == 75)
        try simulator.control("faults", "{\"faults\":[]}")
        try home.succeed("recover")
        try expectNothingLeft()
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `is ended by a signal while its key is made, and nothing is run`(signal: Int32) throws {
        try simulator.disturb("slow", ",\"seconds\":5")
        let child = try EphemeralCommand.start(
            home, ["exec", "alice", "--ephemeral", "1h"], ["touch", home.path("ran")])
        let folder = home.path("data/osc-vault")
        try EphemeralCommand.wait {
            let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return files.contains { $0.hasPrefix("landing-") }
        }
        kill(child.process, signal)
        home.expect(128 + signal, "nothing was run", try child.finish())
        #expect(!FileManager.default.fileExists(atPath: home.path("ran")))
        #expect(try simulator.keys().filter { $0.owner == "alice" }.count == 2)
        try expectNothingLeft()
    }

    @Test func `whose key is being deleted lets a signal wait until that is done`() throws {
        let running = try EphemeralCommand(home, ending: 7)
        try simulator.disturb("slow", action: "DeleteAccessKey", ",\"seconds\":5")
        try running.letGo()
        try EphemeralCommand.wait {
            (try? simulator.key(running.accessKeyID).state) == "INACTIVE"
        }
        kill(running.vault.process, SIGTERM)
        // Then it has its effect.
        #expect(try running.end().status == 128 + SIGTERM)
        #expect(try simulator.key(running.accessKeyID).deleted)
        try expectNothingLeft()
    }

    @Test func `is begun and ended with an agent as it is without`() throws {
        try home.succeed("unlock")
        let running = try EphemeralCommand(home, isByAgent: true)
        #expect(try running.finish().status == 0)
        try expectNothingLeft()
    }

    @Test func `whose agent has locked meanwhile is left to recovery`() throws {
        try home.succeed("unlock")
        let running = try EphemeralCommand(home, isByAgent: true)
        #expect(try home.bare(["lock"]).status == 0)
        home.expect(75, "could not be deleted", try running.finish())
        try home.succeed("recover")
        #expect(try simulator.key(running.accessKeyID).deleted)
        try expectNothingLeft()
    }

    @Test func `of a user whose quota is full is refused before anything is made`() throws {
        try simulator.control("quota", "{\"quota\":1}")
        let before = try simulator.creations().filter(\.committed).count
        let refused = try home.bare([
            "exec", "alice", "--ephemeral", "1h", "--password-file", home.path("password"), "--",
            "touch", home.path("ran"),
        ])
        home.expect(76, "Delete a key that is not needed", refused)
        #expect(try simulator.creations().filter(\.committed).count == before)
        #expect(!FileManager.default.fileExists(atPath: home.path("ran")))
        try expectNothingLeft()
    }

    @Test func `beyond the account's ceiling is cut to it, and it is said`() throws {
        try simulator.control("policy", "{\"MaxAccessKeyExpirationSeconds\":3600}")
        let cut = try home.bare([
            "exec", "alice", "--ephemeral", "2h", "--password-file", home.path("password"), "--",
            "true",
        ])
        home.expect(0, "cut to its ceiling", cut)
        try expectNothingLeft()
    }

    @Test(arguments: ["0h", "59s", "soon", "never", "-1h", "2063-01-01", "1"])
    func `of a wrong lifetime is refused before anything happens`(span: String) throws {
        let before = try simulator.requests().count
        let refused = try home.bare([
            "exec", "alice", "--ephemeral=\(span)", "--password-file", home.path("password"), "--",
            "true",
        ])
        home.expect(64, "no lifetime for a key", refused)
        #expect(try simulator.requests().count == before)
    }

    @Test func `for a command that is not there makes no key`() throws {
        let before = try simulator.requests().count
        let refused = try home.bare([
            "exec", "alice", "--ephemeral", "1h", "--password-file", home.path("password"), "--",
            "no-such-program",
        ])
        #expect(refused.status == 127)
        #expect(try simulator.requests().count == before)
    }

    @Test func `whose program the kernel refuses is ended`() throws {
        try home.write("#!/no/such/interpreter\n", to: "broken")
        chmod(home.path("broken"), 0o700)
        let refused = try home.bare([
            "exec", "alice", "--ephemeral", "1h", "--password-file", home.path("password"), "--",
            home.path("broken"),
        ])
        home.expect(126, "can't be run", refused)
        try expectNothingLeft()
    }

    @Test func `is taken away by hand, also from a command that runs`() throws {
        let running = try EphemeralCommand(home)
        let name = try #require(try EphemeralCommand.leases(home).first).name
        home.expect(77, "confirmation", try home.vault("lease", "end", name))
        #expect(try !simulator.key(running.accessKeyID).deleted)
        try home.succeed("lease", "end", name, "-y")
        #expect(try simulator.key(running.accessKeyID).deleted)
        #expect(try running.finish().status == 0)
        try expectNothingLeft()
        home.expect(66, "no lease", try home.vault("lease", "end", name))
    }
}
