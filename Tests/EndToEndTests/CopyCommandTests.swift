import Foundation
import Testing
import VaultTestSupport

@Suite("Copies of a vault")
struct CopyCommandTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
        try home.succeed("profile", "add", "none", "--region", "eu-west-2")
        for name in ["one", "two"] { try home.addKey(name, numbered: name) }
    }

    private var backup: String { home.path("backup") }

    private func backUp() throws -> Int {
        let made = try home.succeed("backup", backup)
        #expect(made.output.contains("2 keys; every record verified"))
        return try home.epoch()
    }

    private func replaced() throws -> [String] {
        let folder = URL(filePath: home.database).deletingLastPathComponent().path
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.contains("replaced") && !$0.hasSuffix("-spool") }.map { folder + "/" + $0 }
    }

    @Test func `a copy from before a new password asks for its own, and is named`() throws {
        _ = try backUp()
        try home.write("another horse, another staple", to: "new")
        try home.succeed(
            "passwd", "--new-password-file", home.path("new"), "--kdf-memory", "64MiB",
            "--kdf-passes", "3")
        try home.succeed(["rekey"], with: "new")
        let without = try home.bare(
            ["restore", backup, "--accept-epoch", "1", "--password-file", home.path("new")])
        home.expect(77, "does not open \(backup)", without)
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["restore", backup], environment: home.environment,
            answers: [
                ("Master password", Workspace.password),
                ("Master password of \(home.database)", "another horse, another staple"),
                ("[y/N]", "y"),
            ])
        #expect(status == 0, "\(terminal.screen)")
        #expect(try home.vault("list").output.contains("one"))
    }

    @Test func `a backup is whole, private and new`() throws {
        _ = try backUp()
        #expect(try home.vault("verify", backup).output.contains("2 keys, 1 profile"))
        var facts = stat()
        #expect(lstat(backup, &facts) == 0 && facts.st_mode & 0o7777 == 0o600)
        let before = FileManager.default.contents(atPath: backup)
        try home.expect(73, "is there already", home.vault("backup", backup))
        #expect(FileManager.default.contents(atPath: backup) == before)
        try home.expect(66, "there is no", home.vault("backup", home.path("nowhere/backup")))
        #expect(try home.vault("log").output.contains("backup begun"))
    }

    @Test func `an older file takes the vault's place when its epoch is named, and no sooner`()
        throws
    {
        let epoch = try backUp()
        try home.addKey("three", numbered: "three")
        let content = FileManager.default.contents(atPath: home.database)
        for words in [[], ["-y"]] {
            let refused = try home.vault(
                ["restore", backup, "--password-file", home.path("password")] + words)
            home.expect(77, "--accept-epoch \(epoch)", refused)
            #expect(refused.errors.contains("Only the vault in place has: 'three'"))
        }
        try home.expect(
            64, "has epoch \(epoch)",
            home.vault("restore", backup, "--accept-epoch", "\(epoch + 1)"))
        #expect(FileManager.default.contents(atPath: home.database) == content)
        let restored = try home.vault("restore", backup, "--accept-epoch", "\(epoch)")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try home.vault("list").output.contains("two"))
        #expect(try !home.vault("list").output.contains("three"))
        #expect(try home.vault("verify").status == 0)
        #expect(try home.vault("log").output.contains("restored"))
        #expect(try replaced().compactMap { FileManager.default.contents(atPath: $0) } == [content])
    }

    @Test(arguments: [true, false]) func `a person is asked`(isYes: Bool) throws {
        _ = try backUp()
        try home.addKey("three", numbered: "three")
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["restore", backup, "--password-file", home.path("password")],
            environment: home.environment,
            answers: [("in its place? What is there now is kept beside. [y/N]", isYes ? "y" : "")])
        #expect(status == (isYes ? 0 : 1))
        #expect(try home.vault("list").output.contains("three") != isYes)
    }

    @Test func `an old file that somebody put back is no dead end`() throws {
        let epoch = try backUp()
        try home.addKey("three", numbered: "three")
        let newest = try #require(FileManager.default.contents(atPath: home.database))
        try home.put(try #require(FileManager.default.contents(atPath: backup)), home.database)
        try home.expect(65, "'vault restore FILE'", home.vault("list"))
        let verified = try home.vault("verify")
        home.expect(65, "older than this machine has seen", verified)
        #expect(verified.output.contains("Every row of the file itself is as it was written"))
        let accepted = try home.vault("restore", home.database, "--accept-epoch", "\(epoch)")
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(try home.vault("list").status == 0)
        // From now on the newest of before is the older one.
        try home.put(newest, home.database)
        try home.expect(65, "older than this machine", home.vault("list"))
        let again = try home.vault("restore", home.database, "--accept-epoch", "\(epoch + 1)")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try home.vault("list").output.contains("three"))
        #expect(
            try home.vault("restore", home.database).output.contains("Nothing to restore"))
    }

    @Test func `a mark that was changed is no dead end either`() throws {
        _ = try backUp()
        let mark = try #require(home.files().first { $0.path.hasSuffix(".mark") })
        var bytes = mark.content
        bytes[50] ^= 1
        try home.put(bytes, home.path(mark.path))
        try home.expect(65, "high-water mark", home.vault("list"))
        let epoch = try home.epoch(of: backup)
        let accepted = try home.vault("restore", home.database, "--accept-epoch", "\(epoch)")
        #expect(accepted.status == 0, "\(accepted.errors)")
        #expect(try home.vault("list").status == 0)
    }

    @Test func `a fork is told, chosen, and its keys are taken over`() throws {
        _ = try backUp()
        try home.addKey("mine", numbered: "mine")
        let mine = try #require(FileManager.default.contents(atPath: home.database))
        try home.put(mine, home.path("mine"))
        // Another machine, which has never seen the vault, goes on with the copy.
        let other = try Workspace()
        try home.copyVault(from: backup, to: other)
        try other.addKey("theirs", numbered: "theirs")
        let theirs = try #require(FileManager.default.contents(atPath: other.database))
        try home.put(theirs, home.path("theirs"))
        let compared = try home.vault("verify", home.path("mine"), home.path("theirs"))
        #expect(compared.status == 0)
        #expect(compared.output.contains("They have forked"))
        #expect(compared.output.contains("Only A has: 'mine'"))
        #expect(compared.output.contains("Only B has: 'theirs'"))
        try home.put(theirs, home.database)
        try home.expect(65, "two copies were written", home.vault("list"))
        try home.put(mine, home.database)
        try home.expect(77, "-y", home.vault("restore", "--merge", home.path("theirs")))
        let merged = try home.vault("restore", "--merge", home.path("theirs"), "-y")
        #expect(merged.status == 0 && merged.output.contains("'theirs'"), "\(merged.errors)")
        #expect(try home.secret(of: "theirs") == "SECRET-OF-theirs")
        #expect(try home.vault("verify").status == 0)
        #expect(try home.vault("log", "-o", "csv").output.contains("taken over,theirs"))
        try home.succeed("forget", "theirs", "-y")
        let again = try home.vault("restore", "--merge", home.path("theirs"), "-y")
        #expect(again.output.contains("Nothing to take over"))
        #expect(again.errors.contains("let go of it: 'theirs'"), "\(again.errors)")
    }

    @Test func `a damaged vault tells what is lost, and the rest comes into a new one`() throws {
        _ = try backUp()
        try home.run(sql: "DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)")
        try home.expect(65, "'vault salvage FILE --to NEW'", home.vault("list"))
        let told = try home.vault("verify", "-o", "json")
        #expect(told.status == 65)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any])
        let lost = try #require(object["lost"] as? [[String: Any]])
        let name = try #require(lost.first?["name"] as? String)
        #expect(lost.count == 1 && object["keys"] as? Int == 1)
        try home.write("another password", to: "new")
        let salvaged = try home.vault(
            "salvage", home.database, "--to", home.path("new-vault/v.db"), "--new-password-file",
            home.path("new"), "--new-recovery-file", home.path("code"))
        // A script can tell that something is lost.
        #expect(salvaged.status == 65, "\(salvaged.errors)")
        #expect(salvaged.errors.contains("Lost: '\(name)'"))
        let kept = name == "one" ? "two" : "one"
        let given = try home.bare([
            "exec", kept, "--vault", home.path("new-vault/v.db"), "--password-file",
            home.path("new"), "--", "sh", "-c", "printf %s \"$OSC_SECRET_KEY\"",
        ])
        #expect(given.output == "SECRET-OF-\(kept)", "\(given.errors)")
        let verified = try home.bare([
            "verify", "--vault", home.path("new-vault/v.db"), "--recovery-file",
            home.path("code"),
        ])
        #expect(verified.status == 0, "\(verified.errors)")
        let epoch = try home.epoch(of: backup)
        #expect(try home.vault("restore", backup, "--accept-epoch", "\(epoch)").status == 0)
        #expect(try home.vault("list").output.contains(name))
    }

    @Test func `a damaged backup is not put anywhere`() throws {
        let epoch = try backUp()
        var bytes = try #require(FileManager.default.contents(atPath: backup))
        for offset in stride(from: 5_000, to: bytes.count, by: 4_096) { bytes[offset] ^= 1 }
        try home.put(bytes, backup)
        let content = FileManager.default.contents(atPath: home.database)
        let refused = try home.vault("restore", backup, "--accept-epoch", "\(epoch)")
        home.expect(65, "fails its check", refused)
        #expect(FileManager.default.contents(atPath: home.database) == content)
        try home.expect(65, "fails its check", home.vault("verify", backup))
    }

    @Test func `another vault's file is not put in this one's place`() throws {
        let other = try Workspace()
        try other.prepare(for: nil, hasKeyFile: false)
        try other.succeed("backup", home.path("foreign"))
        let refused = try home.vault("restore", home.path("foreign"), "--accept-epoch", "3")
        home.expect(73, "is another vault", refused)
    }

    @Test func `the agent is not asked, and is locked afterwards`() throws {
        let epoch = try backUp()
        try home.addKey("three", numbered: "three")
        try home.succeed("unlock")
        #expect(try home.bare(["verify", backup]).status == 0)
        try home.expect(
            77, "a password is needed",
            home.bare(["restore", backup, "--accept-epoch", "\(epoch)"]))
        #expect(try home.bare(["list"]).output.contains("three"))
        let restored = try home.vault("restore", backup, "--accept-epoch", "\(epoch)")
        #expect(restored.errors.contains("the agent is locked"), "\(restored.errors)")
        #expect(try home.bare(["list"]).status == 77)
        try home.succeed("unlock")
        #expect(try home.bare(["list"]).status == 0)
    }

    @Test func `events that wait in the spool are in the backup`() throws {
        #expect(try home.vault("exec", "one", "--", "true").status == 0)
        _ = try backUp()
        let epoch = try home.epoch()
        try home.addKey("three", numbered: "three")
        #expect(try home.vault("exec", "two", "--", "true").status == 0)
        let restored = try home.vault("restore", backup, "--accept-epoch", "\(epoch)")
        #expect(restored.status == 0, "\(restored.errors)")
        let log = try home.vault("log", "-o", "csv").output
        #expect(log.contains("given to,one") && !log.contains("given to,two"))
        // The other event went into the vault that is kept.
        let kept = try #require(try replaced().first)
        #expect(try home.vault("verify", kept).status == 0)
    }

    @Test func `a landing file keeps the vault in its place`() throws {
        let epoch = try backUp()
        try home.addKey("three", numbered: "three")
        let landing =
            URL(filePath: home.database).deletingLastPathComponent().path
            + "/landing-" + String(repeating: "ab", count: 16)
        try home.put(Data(repeating: 7, count: 4_096), landing)
        // One that is not looked into: a secret may be in it.
        chmod(landing, 0o644)
        let refused = try home.vault("restore", backup, "--accept-epoch", "\(epoch)")
        home.expect(75, "vault recover", refused)
        // One that opens by no key, and that no creation has reserved, is anybody's.
        chmod(landing, 0o600)
        #expect(try home.vault("restore", backup, "--accept-epoch", "\(epoch)").status == 0)
        #expect(FileManager.default.fileExists(atPath: landing))
    }
}

@Suite("A restore while something is open", .serialized)
struct OpenRestoreTests {
    @Test func `loses nothing that is open, and does nothing twice`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        try home.succeed("create-key", "--user", "alice", "--expires", "40d")
        try home.succeed("backup", home.path("before"))
        let before = try home.epoch()
        try home.succeed("rotate", "alice")
        try home.expect(
            75, "of 'alice'",
            home.vault("restore", home.path("before"), "--accept-epoch", "\(before)"))
        try home.succeed("backup", home.path("during"))
        let during = try home.epoch()
        try home.succeed("rotate", "alice", "--undo")
        let keys = try simulator.keys().filter { $0.owner == "alice" }.map(\.state)
        let restored = try home.vault(
            "restore", home.path("during"), "--accept-epoch", "\(during)")
        #expect(restored.status == 0, "\(restored.errors)")
        // The rotation that was open in the backup is over, and stays so.
        #expect(try home.vault("status", "-o", "json").output.contains("\"pending\":[]"))
        #expect(try home.vault("recover").status == 0)
        #expect(try simulator.keys().filter { $0.owner == "alice" }.map(\.state) == keys)
    }
}

extension Workspace {
    /// A key that nobody has at OUTSCALE, with an id of its own.
    fileprivate func addKey(_ name: String, numbered id: String) throws {
        try write("SECRET-OF-\(name)", to: "secret")
        let accessKeyID = ("AK" + id.uppercased()).padding(
            toLength: 20, withPad: "0", startingAt: 0)
        let added = try Child(
            BuiltProducts.vault,
            [
                "add", name, "--access-key-id", accessKeyID, "--secret-fd", "3", "--no-verify",
                "--password-file", path("password"),
            ], environment: environment, files: [3: path("secret")]
        ).finish()
        #expect(added.status == 0, "\(added.errors)")
    }

    fileprivate func vault(_ words: [String]) throws -> Finished { try bare(words) }

    fileprivate func epoch(of file: String? = nil) throws -> Int {
        let told = try succeed(["verify", "-o", "json"] + (file.map { [$0] } ?? []))
        let object =
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        return try #require(object?["epoch"] as? Int)
    }

    /// A file in another's place, as a person or a synchronising program does it.
    fileprivate func put(_ content: Data, _ path: String) throws {
        try content.write(to: URL(filePath: path))
        chmod(path, 0o600)
    }

    fileprivate func copyVault(from file: String, to other: Workspace) throws {
        let folder = URL(filePath: other.database).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try put(try #require(FileManager.default.contents(atPath: file)), other.database)
    }

    /// Changes the vault without its key.
    fileprivate func run(sql: String) throws {
        let finished = try Child(
            "/usr/bin/python3",
            [
                "-c",
                "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
                    + "c.execute(sys.argv[2]); c.commit()", database, sql,
            ], environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
        #expect(finished.status == 0, "\(finished.errors)")
    }
}

extension Workspace {
    fileprivate func succeed(_ words: [String], with password: String) throws {
        let finished = try bare(words + ["--password-file", path(password)])
        #expect(finished.status == 0, "\(finished.errors)")
    }
}
