import Foundation
import Testing
import VaultTestSupport

@Suite("Somebody at the agent's socket", .serialized)
struct AgentAttackTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
    }

    private var folder: String { home.path("run/osc-vault") }

    private func expectUnused(_ reason: String) throws {
        let refused = try home.bare(["list"])
        #expect(refused.status == 77)
        #expect(refused.errors.contains(reason), "\(refused.errors)")
        #expect(try home.vault("list").status == 0, "a password still opens the vault")
    }

    @Test func `who is another user is sent away, and the agent goes on`() throws {
        guard geteuid() == 0 else { return }
        try home.succeed("unlock")
        for path in [home.root.path, home.path("run"), folder, home.socket] {
            chmod(path, 0o777)
        }
        let python = """
            import os, socket, sys
            os.setuid(65534)
            s = socket.socket(socket.AF_UNIX); s.settimeout(120); s.connect(sys.argv[1])
            try:
                s.sendall(bytes([2, 0, 0, 0, 1, 1])); print(len(s.recv(100)))
            except OSError: print(0)
            """
        let stranger = try Child(
            "python3", ["-c", python, home.socket], environment: home.environment)
        #expect(try stranger.finish().output == "0\n")
        for path in [home.root.path, home.path("run"), folder] { chmod(path, 0o700) }
        chmod(home.socket, 0o600)
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `who has put a link or a file there is not asked`() throws {
        try home.succeed("unlock")
        try FileManager.default.moveItem(atPath: home.socket, toPath: home.path("moved"))
        try FileManager.default.createSymbolicLink(
            atPath: home.socket, withDestinationPath: home.path("moved"))
        try expectUnused("symbolic link")
        try FileManager.default.removeItem(atPath: home.socket)
        try home.write("no socket", to: "run/osc-vault/agent.sock")
        try expectUnused("no socket")
        try FileManager.default.removeItem(atPath: home.socket)
        try FileManager.default.moveItem(atPath: home.path("moved"), toPath: home.socket)
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `whose folder or socket others may enter is not asked`() throws {
        try home.succeed("unlock")
        chmod(folder, 0o755)
        try expectUnused("its mode is 755")
        chmod(folder, 0o700)
        chmod(home.socket, 0o666)
        try expectUnused("its mode is 666")
        chmod(home.socket, 0o600)
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test(arguments: [
        "b''", "b'HTTP/1.1 200 OK\\r\\n\\r\\n'", "bytes([255, 255, 255, 255, 1, 1])",
        "bytes([2, 0, 0, 0, 1, 0])", "bytes([4, 0, 0, 0, 1, 1, 0, 9])", "bytes([3, 0, 0, 0])",
        "bytes([2, 0, 0, 0, 7, 1])", "bytes([6, 0, 0, 0, 1, 130, 255, 255, 255, 255])",
    ])
    func `who answers what is no answer is not believed`(answer: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        chmod(home.path("run"), 0o700)
        let python = """
            import os, socket, sys
            os.umask(0o177)
            s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(4); s.settimeout(600)
            try:
                while True:
                    c, _ = s.accept(); c.recv(100); c.sendall(\(answer)); c.close()
            except OSError: pass
            """
        let server = try ChildProcess(["python3", "-c", python, home.socket])
        #expect(eventually { FileManager.default.fileExists(atPath: home.socket) })
        let refused = try home.bare(["list"])
        #expect(refused.status == 77)
        #expect(refused.errors.contains("no agent is used"), "\(refused.errors)")
        #expect(server.isRunning)
        #expect(try home.bare(["unlock", "--password-file", home.path("password")]).status == 77)
    }

    @Test func `who only holds places is put out, and commands are served again`() throws {
        try home.succeed("unlock")
        let python = """
            import socket, sys, time
            all = []
            for i in range(40):
                s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
                all.append(s)
                if i % 2:
                    # The first may be put out before the last is there.
                    try: s.send(bytes([9, 0, 0]))
                    except OSError: pass
            print('full', flush=True); time.sleep(600)
            """
        let held = try ChildProcess(
            ["python3", "-c", python, home.socket], output: home.path("held"))
        #expect(
            eventually {
                FileManager.default.contents(atPath: home.path("held"))?.isEmpty == false
            })
        #expect(try eventually { try home.bare(["list"]).status == 0 })
        #expect(held.isRunning)
    }

    @Test func `who uses up its descriptors can't end it`() throws {
        // The tests' own process has opened many that a child would inherit.
        let start = """
            import os, resource, sys
            os.closerange(3, 4096); resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9))
            os.execv(sys.argv[1], ["vault", "agent"])
            """
        let agent = try ChildProcess([
            "env", "-i", "HOME=\(home.root.path)", "XDG_RUNTIME_DIR=\(home.path("run"))", "python3",
            "-c", start, BuiltProducts.vault,
        ])
        #expect(eventually { home.agent != nil })
        try home.succeed("unlock")
        let python = """
            import socket, sys, time
            all = [socket.socket(socket.AF_UNIX) for i in range(30)]
            for s in all: s.connect(sys.argv[1])
            time.sleep(1)
            """
        _ = try Child("python3", ["-c", python, home.socket], environment: home.environment)
            .finish()
        #expect(try eventually { try home.bare(["list"]).status == 0 })
        #expect(agent.isRunning)
    }

    /// With version 1 it got the tag, and the next write ended by a trap.
    @Test(arguments: [1, 2]) func `who wants a tag for the last epoch there is gets none`(
        version: Int
    ) throws {
        try home.succeed("unlock")
        let python = """
            import socket, sqlite3, struct, sys
            version = int(sys.argv[3])
            def ask(code, payload):
                s = socket.socket(socket.AF_UNIX); s.settimeout(120); s.connect(sys.argv[1])
                s.sendall(struct.pack('<IBB', len(payload) + 2, version, code) + payload)
                answer = b''
                while len(answer) < 4 or len(answer) < 4 + struct.unpack('<I', answer[:4])[0]:
                    answer += s.recv(65536) or exit('closed')
                return answer[5], answer[6:]
            code, status = ask(1, b'')
            key = status[18:50] if code == 1 else bytes(32)
            database = sqlite3.connect(sys.argv[2])
            body, tag = database.execute('SELECT body, tag FROM manifest').fetchone()
            forged = body[:32] + struct.pack('<Q', 2**64 - 1) + body[40:]
            for request in [(18, key + b'\\x01' + forged), (22, key + b'\\x05' + forged + tag + bytes(184)),
                            (22, key + b'\\x06' + forged + tag)]:
                code, result = ask(*request)
                print(code)
                if code == 3:
                    database.execute('UPDATE manifest SET body = ?, tag = ?', (forged, result))
                    database.commit()
            """
        let attack = try Child(
            "python3", ["-c", python, home.socket, home.database, "\(version)"],
            environment: home.environment)
        let answers = try attack.finish()
        #expect(
            answers.output == (version == 1 ? "133\n133\n133\n" : "132\n131\n131\n"),
            "\(answers.errors)")
        #expect(try home.bare(["profile", "add", "work", "--region", "eu-west-2"]).status == 0)
    }

    @Test func `who puts an older file back is noticed by the agent, also without a mark`() throws {
        try home.succeed("unlock")
        let old = try Data(contentsOf: URL(filePath: home.database))
        #expect(try home.bare(["profile", "add", "work", "--region", "eu-west-2"]).status == 0)
        try old.write(to: URL(filePath: home.database))
        chmod(home.database, 0o600)
        let state = home.path("state/osc-vault")
        for name in try FileManager.default.contentsOfDirectory(atPath: state)
        where name.hasSuffix(".mark") {
            try FileManager.default.removeItem(atPath: state + "/" + name)
        }
        for words in [["list"], ["profile", "add", "other", "--region", "eu-west-2"]] {
            let refused = try home.bare(words)
            #expect(refused.status == 65)
            #expect(refused.errors.contains("'vault restore FILE'"), "\(refused.errors)")
        }
        // The other way out: the agent forgets.
        try home.bare(["lock"])
        try home.succeed("unlock")
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `who sends noise gets refusals, and the agent goes on`() throws {
        try home.succeed("unlock")
        let python = """
            import os, random, socket, sys
            r = random.Random(7)
            for i in range(400):
                s = socket.socket(socket.AF_UNIX); s.settimeout(120); s.connect(sys.argv[1])
                n = r.randrange(0, 300)
                body = r.randbytes(n)
                if r.random() < .5: body = n.to_bytes(4, 'little') + bytes([1, r.randrange(256)]) + body
                try:
                    s.sendall(body); s.shutdown(socket.SHUT_WR); s.recv(70000)
                except OSError: pass
                s.close()
            """
        let noise = try Child(
            "python3", ["-c", python, home.socket], environment: home.environment)
        #expect(try noise.finish().status == 0)
        // One of the messages may have been a lock.
        try home.succeed("unlock")
        #expect(try home.bare(["list"]).status == 0)
    }
}
