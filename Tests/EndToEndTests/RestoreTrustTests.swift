import Foundation
import Testing
import VaultTestSupport

/// What an older copy must not bring back without a word.
@Suite("An older copy, a new key and another machine", .serialized)
struct RestoreTrustTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
        try home.addKey("one")
    }

    private var backup: String { home.path("backup") }

    private func epoch(of file: String? = nil) throws -> Int {
        let told = try home.succeed(["verify", "-o", "json"] + (file.map { [$0] } ?? []))
        let object =
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        return try #require(object?["epoch"] as? Int)
    }

    private func content(_ path: String) throws -> Data {
        try #require(FileManager.default.contents(atPath: path))
    }

    private func put(_ content: Data, _ path: String) throws {
        try content.write(to: URL(filePath: path))
        chmod(path, 0o600)
    }

    private func removeMark() throws {
        let mark = try #require(home.files().first { $0.path.hasSuffix(".mark") })
        try FileManager.default.removeItem(atPath: home.path(mark.path))
    }

    @Test func `the mark does not go down where the re-keyed vault was moved away`() throws {
        try home.succeed("backup", backup)
        let old = try epoch(of: backup)
        try home.succeed("rekey")
        let (rekeyed, newest) = (try content(home.database), try epoch())
        try FileManager.default.moveItem(atPath: home.database, toPath: home.path("away.db"))
        let restored = try home.vault("restore", backup, "--accept-epoch", "\(old)")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(restored.errors.contains("says epoch \(newest)"), "\(restored.errors)")
        #expect(restored.errors.contains("may undo a 'vault rekey'"), "\(restored.errors)")
        #expect(try epoch() == newest + 1)
        #expect(try home.vault("log").output.contains("may undo a rekey"))
        try put(rekeyed, home.database)
        try home.expect(65, "may be older", home.vault("list"))
    }

    @Test func `a restored copy says that it undoes a new key and a new password`() throws {
        try home.succeed("backup", backup)
        let old = try epoch(of: backup)
        try home.write("another horse, another staple", to: "new")
        try home.succeed(
            "slot", "add", "password", "--new-password-file", home.path("new"), "--kdf-memory",
            "64MiB", "--kdf-passes", "3")
        let slots = try home.vault("restore", backup)
        home.expect(77, "what was made since opens it no more: slot", slots)
        try home.succeed("rekey", "-y")
        let key = try home.vault("restore", backup)
        home.expect(77, "this undoes 'vault rekey'", key)
        let restored = try home.vault("restore", backup, "--accept-epoch", "\(old)")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try home.vault("log").output.contains("undoes a rekey: key 1 in place of key 2"))
    }

    @Test func `a second machine is told of the new key, and the way out is one`() throws {
        let other = try Workspace()
        let folder = URL(filePath: other.database).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try put(content(home.database), other.database)
        try other.write(Workspace.password, to: "password")
        #expect(try other.vault("list").status == 0)
        try home.succeed("rekey")
        try put(content(home.database), other.database)
        let refused = try other.vault("list")
        other.expect(65, "the vault was re-keyed on 20", refused)
        #expect(!refused.errors.contains("salvage"))
        let restored = try other.vault(
            "restore", other.database, "--accept-epoch", "\(epoch())")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try other.vault("list").status == 0)
        #expect(try other.vault("verify").status == 0)
    }

    @Test func `an unlocked agent is asked whatever opens the vault`() throws {
        let old = try content(home.database)
        try home.succeed("profile", "add", "more", "--region", "eu-west-2")
        try home.succeed("unlock")
        let newest = try content(home.database)
        try put(old, home.database)
        try removeMark()
        for words in [["list"], ["log"], ["verify"], ["backup", home.path("copy")]] {
            let refused = try home.bare(words + ["--password-file", home.path("password")])
            home.expect(65, "not the newest that the agent has seen", refused)
        }
        home.expect(
            65, "not the newest that the agent has seen",
            try home.bare([
                "slot", "add", "key-file", home.path("key"), "--password-file",
                home.path("password"),
            ]))
        #expect(!home.files().contains { $0.path.hasSuffix(".mark") })
        #expect(!FileManager.default.fileExists(atPath: home.path("key")))
        // What a password writes, the agent learns of.
        try put(newest, home.database)
        try home.succeed("profile", "add", "third", "--region", "eu-west-2")
        try put(newest, home.database)
        try removeMark()
        try home.expect(65, "the agent has seen", home.vault("list"))
        try home.expect(65, "the agent is locked", home.vault("lock"))
        #expect(try home.vault("list").status == 0)
    }
}

/// Nothing is owed of it, and its Tag is looked for all the same.
@Suite("A restore while a Tag is watched", .serialized)
struct WatchedRestoreTests {
    @Test func `goes on, as status and recover say that nothing is open, and takes the Tag along`()
        throws
    {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        try home.succeed("backup", home.path("before"))
        let told = try home.succeed("verify", "-o", "json", home.path("before"))
        let object =
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        let epoch = try #require(object?["epoch"] as? Int)
        try simulator.control(
            "faults",
            "{\"faults\":[{\"action\":\"CreateAccessKey\",\"kind\":\"problemJSON\",\"every\":true}]}"
        )
        #expect(try home.vault("create-key", "--user", "alice").status != 0)
        try simulator.control("faults", "{\"faults\":[]}")
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
        #expect(try home.succeed("status", "-o", "json").output.contains("\"pending\":[]"))
        let restored = try home.vault(
            "restore", home.path("before"), "--accept-epoch", "\(epoch)")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
        #expect(try home.vault("verify").status == 0)
    }

    @Test func `brings back no lease that has ended since, nor its key`() throws {
        let simulator = try Simulator()
        let home = try Workspace()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        let child = try Child(
            BuiltProducts.vault,
            [
                "exec", "--user", "alice", "--ephemeral", "1h", "--password-file",
                home.path("password"), "--", "sleep", "600",
            ], environment: home.environment)
        try #require(
            try eventually { try home.vault("lease", "list").output.contains("alice") })
        try home.succeed("backup", home.path("during"))
        let told = try home.succeed("verify", "-o", "json", home.path("during"))
        let object =
            try JSONSerialization.jsonObject(with: Data(told.output.utf8)) as? [String: Any]
        let epoch = try #require(object?["epoch"] as? Int)
        kill(child.process, SIGTERM)
        _ = try child.finish()
        #expect(try !home.vault("lease", "list").output.contains("alice"))
        let restored = try home.vault(
            "restore", home.path("during"), "--accept-epoch", "\(epoch)")
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try !home.vault("lease", "list").output.contains("alice"))
        #expect(try home.listed().map(\.name) == ["admin"])
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }
}
