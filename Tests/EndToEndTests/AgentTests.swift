import Foundation
import Testing
import VaultTestSupport

@Suite("An agent that is unlocked")
struct UnlockedAgentTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        try home.succeed("unlock")
    }

    @Test func `opens the vault for every command, and nobody is asked`() throws {
        #expect(try home.bare(["list"]).output.contains("admin"))
        let created = try home.bare(["create-key", "--user", "alice", "--expires", "40d"])
        #expect(created.status == 0, "\(created.errors)")
        let secret = try home.bare([
            "exec", "alice", "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"",
        ]).output
        #expect(try simulator.keys().first { $0.owner == "alice" }?.secretKey == secret)
        #expect(try home.bare(["rotate", "alice", "--grace", "0"]).status == 0)
        #expect(try home.bare(["reconcile", "--check", "--all-users"]).status == 0)
        #expect(try home.bare(["log"]).output.contains("given to"))
        #expect(try home.bare(["lock"]).status == 0)
        #expect(try home.bare(["list"]).status == 77)
    }

    @Test func `names in the log who got a secret, and never its words`() throws {
        _ = try home.bare(["exec", "admin", "--", "sh", "-c", "true # argument"])
        let log = try home.bare(["log", "-o", "csv"]).output
        #expect(log.contains("given to,admin"))
        #expect(log.contains(",sh"))
        #expect(!log.contains("argument"))
    }

    @Test func `is the only one, whoever unlocks again`() throws {
        let first = try #require(home.agent)
        #expect(try home.bare(["unlock"]).output.contains("Unlocked already"))
        try home.succeed("unlock", "--timeout", "1h")
        #expect(home.agent == first)
        #expect(try home.bare(["agent"]).status == 73)
    }

    private struct Status: Decodable {
        let locked: Bool
        let idleExpiresAt: Date?
        let expiresAt: Date?
        let pending: [String]?
        let keys: Int?
    }

    private func status() throws -> Status {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        let told = try home.bare(["status", "-o", "json"])
        return try decoder.decode(Status.self, from: Data(told.output.utf8))
    }

    @Test func `tells until when, and what is pending`() throws {
        let open = try status()
        #expect(!open.locked)
        #expect(open.pending == [])
        #expect(open.keys == 1)
        let idle = try #require(open.idleExpiresAt).timeIntervalSinceNow
        #expect(abs(idle - 900) < 60)
        #expect(abs(try #require(open.expiresAt).timeIntervalSinceNow - 28_800) < 60)
        try home.bare(["lock"])
        let locked = try status()
        #expect(locked.locked)
        #expect(locked.expiresAt == nil)
        #expect(locked.pending == nil)
    }

    @Test func `serves another vault's commands nothing`() throws {
        let other = home.path("other/vault.db")
        try home.succeed(
            "init", "--no-recovery", "--vault", other, "--kdf-memory", "64MiB", "--kdf-passes",
            "3", "--new-password-file", home.path("password"))
        let asked = try home.bare(["list", "--vault", other, "--socket", home.socket])
        #expect(asked.status == 77)
        #expect(asked.errors.contains("another vault"))
        let unlocked = try home.bare([
            "unlock", "--vault", other, "--socket", home.socket, "--password-file",
            home.path("password"),
        ])
        #expect(unlocked.status == 73)
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `seals nothing for a vault whose key it no longer holds`() throws {
        let other = home.path("other/vault.db")
        try home.succeed(
            "init", "--no-recovery", "--vault", other, "--kdf-memory", "64MiB", "--kdf-passes",
            "3", "--new-password-file", home.path("password"))
        try simulator.control(
            "faults",
            "{\"faults\":[{\"action\":\"CreateAccessKey\",\"kind\":\"slowAfterCommit\",\"seconds\":20}]}"
        )
        let creating = try Child(
            BuiltProducts.vault, ["create-key", "--user", "alice"], environment: home.environment)
        try #require(try eventually { try simulator.keys().contains { $0.owner == "alice" } })
        try home.bare(["lock"])
        try home.succeed("unlock", "--vault", other, "--socket", home.socket)
        let finished = try creating.finish()
        #expect(finished.status == 75, "\(finished.errors)")
        #expect(!finished.errors.contains("backup"), "\(finished.errors)")
        let recovered = try home.vault("recover", environment: ["OSC_VAULT_QUARANTINE": "0"])
        #expect(recovered.status == 0, "\(recovered.errors)")
        try expectKept()
    }

    @Test func `may lock while a key is created, and its secret is stored afterwards`() throws {
        try simulator.disturb("slowAfterCommit", ",\"seconds\":20")
        let creating = try Child(
            BuiltProducts.vault, ["create-key", "--user", "alice"], environment: home.environment)
        try #require(try eventually { try simulator.keys().contains { $0.owner == "alice" } })
        try home.bare(["lock"])
        let finished = try creating.finish()
        home.expect(75, "Nothing is lost", finished)
        #expect(finished.errors.contains("the agent has locked the vault"))
        #expect(try home.vault("recover").output.contains("had landed"))
        try expectKept()
    }

    /// Alice has one key, there and here.
    private func expectKept() throws {
        let keys = try simulator.living(of: "alice")
        #expect(keys.count == 1)
        #expect(try home.secret(of: "alice") == keys.first?.secretKey)
    }

    @Test func `stands back where it is said where the password comes from`() throws {
        try home.write("wrong", to: "wrong")
        #expect(try home.bare(["list", "--password-file", home.path("wrong")]).status == 77)
        #expect(try home.bare(["list"]).status == 0)
    }
}

@Suite("An agent that ends or locks", .serialized)
struct AgentEndTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
    }

    private func unlock(_ words: String...) throws -> pid_t {
        try home.succeed(["unlock"] + words)
        return try #require(home.agent)
    }

    /// How soon is no matter. Looking is no use.
    private func expectLocked() throws {
        #expect(try eventually { try !home.bare(["status"]).output.contains("unlocked") })
        #expect(try home.bare(["list"]).status == 77)
    }

    @Test func `locks when nobody has used it for its time`() throws {
        let agent = try unlock("--timeout", "1s")
        try expectLocked()
        #expect(kill(agent, 0) == 0, "it stays, locked")
    }

    @Test func `locks when its whole time is over`() throws {
        _ = try unlock("--timeout", "2s", "--max", "2s")
        #expect(try eventually { try home.bare(["list"]).status != 0 })
        try expectLocked()
    }

    @Test func `locks at SIGHUP and ends at SIGTERM`() throws {
        let agent = try unlock()
        kill(agent, SIGHUP)
        try expectLocked()
        #expect(home.agent == agent)
        kill(agent, SIGTERM)
        #expect(eventually { home.agent == nil })
        #expect(try unlock() != agent)
    }

    @Test func `leaves a socket when it is killed, and the next command asks once`() throws {
        kill(try unlock(), SIGKILL)
        #expect(FileManager.default.fileExists(atPath: home.socket))
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["list"], environment: home.environment,
            answers: [("Master password", Workspace.password)])
        #expect(status == 0)
        #expect(terminal.screen.ranges(of: "Master password").count == 1)
        _ = try unlock()
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `is locked, and the next command asks and says so once`() throws {
        _ = try unlock()
        try home.bare(["lock"])
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["list"], environment: home.environment,
            answers: [
                ("Master password", "wrong"), ("2 tries left", "wrong"), ("One try left", "wrong"),
            ])
        #expect(status == 77)
        #expect(terminal.screen.ranges(of: "the agent is locked").count == 1)
    }

    @Test func `makes the next attempt wait, and then takes the right password`() throws {
        _ = try unlock()
        try home.bare(["lock"])
        try home.write("wrong", to: "wrong")
        for _ in 0..<3 {
            let refused = try home.bare(["unlock", "--password-file", home.path("wrong")])
            #expect(refused.status == 77)
            #expect(refused.errors.contains("did not open"))
        }
        _ = try unlock()
    }

    @Test(arguments: ["0s", "forever", "31d", "-5m"])
    func `takes no time that is none`(timeout: String) throws {
        let refused = try home.bare([
            "unlock", "--timeout=\(timeout)", "--password-file", home.path("password"),
        ])
        #expect(refused.status == 64)
        #expect(home.agent == nil)
    }

    @Test func `is unlocked by somebody who takes time to type`() throws {
        _ = try unlock()
        try home.bare(["lock"])
        let slow = "sh -c 'sleep 6; cat \(home.path("password"))'"
        #expect(try home.bare(["unlock", "--password-command", slow]).status == 0)
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `is one, and unlocked, whoever unlocks at once`() throws {
        let children = try (0..<5).map { _ in
            try Child(
                BuiltProducts.vault, ["unlock", "--password-file", home.path("password")],
                environment: home.environment)
        }
        for child in children { #expect(try child.finish().status == 0) }
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `is found and ended although its socket is gone`() throws {
        let agent = try unlock()
        try FileManager.default.removeItem(atPath: home.socket)
        #expect(try home.bare(["lock"]).status == 0)
        #expect(eventually { kill(agent, 0) != 0 })
        #expect(try unlock() != agent)
    }

    @Test func `is not started where no password is to be had`() throws {
        #expect(try home.bare(["unlock"]).status == 77)
        #expect(home.agent == nil)
    }

    @Test func `takes the socket that systemd hands over`() throws {
        guard ChildProcess.exists("systemd-socket-activate") else { return }
        try FileManager.default.createDirectory(
            atPath: home.path("run/osc-vault"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        chmod(home.path("run"), 0o700)
        let systemd = try ChildProcess([
            "sh", "-c", "exec systemd-socket-activate -l \"$0\" \"$1\" agent",
            home.socket,
            BuiltProducts.vault,
        ])
        #expect(eventually { FileManager.default.fileExists(atPath: home.socket) })
        // The unit's SocketMode, which this little tool has no word for.
        chmod(home.socket, 0o600)
        try home.succeed("unlock")
        let agent = try #require(home.agent)
        #expect(try home.bare(["list"]).status == 0)
        #expect(try home.bare(["lock"]).status == 0)
        #expect(try home.bare(["list"]).status == 77)
        #expect(systemd.isRunning)
        kill(agent, SIGTERM)
    }

    @Test func `has units that systemd understands`() throws {
        guard ChildProcess.exists("systemd-analyze") else { return }
        let units = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../packaging/systemd").standardized
        for name in ["osc-vault-agent.socket", "osc-vault-agent.service"] {
            let text = try String(contentsOf: units.appending(path: name), encoding: .utf8)
            try home.write(
                text.replacing("@BINDIR@/osc-vault", with: BuiltProducts.vault), to: name)
        }
        mkdir(home.path("run"), 0o700)
        let check = try Child(
            "systemd-analyze",
            [
                "verify", "--user", "--man=no", home.path("osc-vault-agent.socket"),
                home.path("osc-vault-agent.service"),
            ], environment: home.environment)
        let finished = try check.finish()
        #expect(!finished.errors.contains("osc-vault-agent"), "\(finished.errors)")
        #expect(finished.status == 0, "\(finished.errors)")
    }

    @Test func `has a socket chosen for it where the system names no place`() throws {
        let refused = try home.bare(["unlock"], environment: ["XDG_RUNTIME_DIR": ""])
        #expect(refused.status == 78)
        #expect(refused.errors.contains("--socket"))
        try FileManager.default.createDirectory(
            atPath: home.path("own"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let socket = home.path("own/s")
        let own = ["XDG_RUNTIME_DIR": "", "OSC_VAULT_SOCKET": socket]
        let words = ["--password-file", home.path("password")]
        #expect(try home.bare(["unlock"] + words, environment: own).status == 0)
        #expect(try home.bare(["list"], environment: own).status == 0)
        #expect(try home.bare(["lock"], environment: own).status == 0)
        #expect(try home.bare(["list"], environment: own).status == 77)
    }
}
