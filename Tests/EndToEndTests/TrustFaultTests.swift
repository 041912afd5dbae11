import Foundation
import Testing
import VaultTestSupport

/// Faults that reviews with the binary found, one by one.
@Suite("Slots, copies and names, as a user sees them", .serialized)
struct TrustFaultTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
        try home.addKey("one")
    }

    private var folder: String {
        URL(filePath: home.database).deletingLastPathComponent().path
    }

    private func content(_ path: String) throws -> Data {
        try #require(FileManager.default.contents(atPath: path))
    }

    private func put(_ content: Data, _ path: String) throws {
        try content.write(to: URL(filePath: path))
        chmod(path, 0o600)
    }

    private func run(sql: String) throws {
        let finished = try Child(
            "/usr/bin/python3",
            [
                "-c",
                "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); "
                    + "c.execute(sys.argv[2]); c.commit()", home.database, sql,
            ], environment: ["PATH": "/usr/bin:/bin"]
        ).finish()
        #expect(finished.status == 0, "\(finished.errors)")
    }

    private func setPassword(_ text: String) throws {
        try home.write(text, to: "new")
        try home.succeed(
            "passwd", "--new-password-file", home.path("new"), "--kdf-memory", "64MiB",
            "--kdf-passes", "3")
    }

    // MARK: - Slots

    @Test func `a new key names every slot that it drops, before it asks and afterwards`() throws {
        for name in ["first", "second"] {
            try home.succeed("slot", "add", "recovery", "--new-recovery-file", home.path(name))
        }
        try home.succeed("slot", "add", "key-file", home.path("key"))
        let words = ["rekey", "--new-recovery-file", home.path("code")]
        let asked = try home.vault(words + ["--password-file", home.path("password")])
        home.expect(77, "slots 2 (recovery), 3 (key-file)", asked)
        home.expect(77, "slot 1 (recovery) gets a new code", asked)
        let done = try home.succeed(words + ["-y"])
        #expect(done.errors.contains("dropped: slot 2 (recovery), 3 (key-file)"), "\(done.errors)")
        #expect(done.errors.contains("slot 1 (recovery) has the new code"), "\(done.errors)")
        let slots = try home.succeed("slot", "list", "-o", "csv").output
        #expect(slots.split(separator: "\n").count == 3, "\(slots)")
    }

    @Test func `status and doctor say which of the vault's keys the agent holds, and what to do`()
        throws
    {
        let old = try content(home.database)
        try home.succeed("unlock")
        #expect(
            try home.bare(["status", "-o", "json"]).output.contains("\"agentKey\":\"current\""))
        try home.succeed("rekey", "--socket", home.path("none"))
        let former = try home.bare(["status"])
        #expect(former.status == 0 && former.output.contains("before 'vault rekey'"))
        #expect(former.output.contains("'vault unlock'"), "\(former.output)")
        #expect(try home.bare(["status", "-o", "json"]).output.contains("\"agentKey\":\"former\""))
        try home.expect(77, "before 'vault rekey'", home.bare(["list"]))
        #expect(try home.bare(["doctor"]).output.contains("the key that the vault had before"))
        try home.succeed("unlock")
        // The file from before, and no mark: the agent has the newer key.
        try put(old, home.database)
        let mark = try #require(home.files().first { $0.path.hasSuffix(".mark") })
        try FileManager.default.removeItem(atPath: home.path(mark.path))
        #expect(try home.bare(["status", "-o", "json"]).output.contains("\"agentKey\":\"newer\""))
        #expect(try home.bare(["doctor"]).output.contains("a newer key of the vault"))
        try home.expect(65, "the agent has seen", home.vault("list"))
        #expect(!home.files().contains { $0.path.hasSuffix(".mark") })
    }

    // MARK: - Names that are the vault's

    @Test(arguments: [
        "vault.db", "vault.db-wal", "vault.db-journal", "vault.db-shm", "vault.db-spool",
        "vault.db.restoring-1", "vault.db.replaced-1", "vault.lock", "landing-" + "ab",
    ]) func `no file is written beside the vault by a name of its own`(name: String) throws {
        let path = folder + "/" + name
        try expectRefused(path)
    }

    @Test func `nor in the state directory, nor through a link`() throws {
        try expectRefused(home.path("state/osc-vault/0123.mark"))
        try expectRefused(home.path("state/osc-vault/0123.next"))
        try FileManager.default.createSymbolicLink(
            atPath: home.path("link"), withDestinationPath: folder)
        try expectRefused(home.path("link/vault.db-wal"))
    }

    private func expectRefused(_ path: String) throws {
        let before = FileManager.default.contents(atPath: path)
        for words in [
            ["backup", path], ["slot", "add", "key-file", path],
            ["slot", "add", "recovery", "--new-recovery-file", path],
            ["rekey", "--new-recovery-file", path], ["salvage", home.database, "--to", path],
            ["show", "any", "--to", path],
        ] {
            let refused = try home.vault(words + ["--password-file", home.path("password")])
            home.expect(64, "a name that the vault keeps", refused)
        }
        #expect(FileManager.default.contents(atPath: path) == before)
    }

    // MARK: - Copies

    @Test func `a copy's other password can be given without a terminal`() throws {
        let copy = home.path("copy")
        try home.succeed("backup", copy)
        let old = home.path("password")
        try setPassword("another horse, another staple")
        try home.succeedNew("rekey")
        let new = ["--password-file", home.path("new")]
        home.expect(77, "--copy-password-file", try home.bare(["verify", copy] + new))
        let own = ["--copy-password-file", old]
        #expect(try home.bare(["verify", copy] + own).status == 0)
        #expect(try home.bare(["verify", copy] + own + new).status == 0)
        #expect(try home.bare(["verify", copy, home.database] + own + new).status == 0)
        let merged = try home.bare(["restore", "--merge", copy, "-y"] + own + new)
        #expect(merged.status == 0, "\(merged.errors)")
        home.expect(
            77, "--accept-epoch", try home.bare(["restore", copy] + own + new))
        home.expect(
            77, "does not open \(copy)",
            try home.bare(["verify", copy, "--copy-password-file", home.path("new")]))
        home.expect(
            64, "one place",
            try home.bare(["verify", copy, "--copy-password-fd", "3"] + own))
    }

    @Test(arguments: [
        ["verify", "FILE"], ["verify", "FILE", "FILE"], ["restore", "FILE"],
        ["restore", "--merge", "FILE"],
        ["salvage", "FILE", "--to", "NEW", "--no-recovery", "--new-password-fd", "0"],
    ]) func `an empty file is no vault, and no cure leads back to it`(words: [String]) throws {
        try home.write("", to: "empty")
        let words = words.map {
            $0 == "FILE" ? home.path("empty") : $0 == "NEW" ? home.path("new.db") : $0
        }
        let refused = try home.vault(words + ["--password-file", home.path("password")])
        home.expect(65, "the file is empty", refused)
        for circle in ["vault verify", "vault salvage", "vault restore"] {
            #expect(!refused.errors.contains(circle), "\(refused.errors)")
        }
    }

    @Test func `what is salvaged names its own options`() throws {
        try home.write("wrong", to: "wrong")
        let words = [
            "salvage", home.database, "--no-recovery", "--new-password-file", home.path("password"),
        ]
        home.expect(
            77, "--password-file",
            try home.bare(
                words + ["--to", home.path("x/new.db"), "--password-file", home.path("wrong")]))
        #expect(!home.transcript.contains("--copy-password-file"))
        try home.write("x", to: "there")
        home.expect(
            73, "with --to",
            try home.bare(
                words + ["--to", home.path("there"), "--password-file", home.path("password")]))
    }

    @Test func `a lock that is a link is not opened`() throws {
        let lock = folder + "/vault.lock"
        unlink(lock)
        symlink(home.path("elsewhere"), lock)
        home.expect(
            77, "symbolic link", try home.vault("recover"))
    }

    @Test func `a salvaged vault whose profile is lost says so, and can be used`() throws {
        try run(sql: "DELETE FROM page WHERE place >= 17 << 32 AND place < 18 << 32")
        let told = try home.vault("verify")
        #expect(told.output.contains("Lost: the profile of 'one'."), "\(told.output)")
        try home.write("another horse, another staple", to: "new")
        let place = home.path("salvaged/v.db")
        let salvaged = try home.vault(
            "salvage", home.database, "--to", place, "--new-password-file", home.path("new"),
            "--no-recovery")
        #expect(salvaged.status == 65, "\(salvaged.errors)")
        #expect(salvaged.output.contains("0 keys and 1 profile lost"), "\(salvaged.output)")
        #expect(salvaged.errors.contains("'lost' stands in for it"), "\(salvaged.errors)")
        let new = ["--vault", place, "--password-file", home.path("new")]
        #expect(try home.bare(["verify"] + new).status == 0)
        #expect(try home.bare(["list"] + new).output.contains("one"))
        #expect(try home.bare(["exec", "one"] + new + ["--", "true"]).status == 0)
        let set = try home.bare(
            ["profile", "set", "lost", "--region", "cloudgouv-eu-west-1"] + new)
        #expect(set.status == 0, "\(set.errors)")
    }

    // MARK: - Profiles

    @Test func `a profile that is named and not there is refused, also beside a key's name`()
        throws
    {
        for words in [["exec", "one", "--profile", "nosuch", "--", "true"], ["show", "one"]] {
            let all = words.contains("--profile") ? words : words + ["--profile", "nosuch"]
            let refused = try home.bare(
                [all[0], "--password-file", home.path("password")] + all.dropFirst())
            home.expect(66, "no profile 'nosuch'", refused)
        }
    }

    @Test func `a check sees the keys of every profile, unless one is named`() throws {
        try home.succeed("profile", "add", "other", "--region", "eu-west-2")
        try home.succeed("profile", "use", "other")
        let checked = try home.vault("list", "--check", "-o", "json")
        #expect(checked.output.contains("\"name\":\"one\""), "\(checked.output)")
        #expect(try !home.vault("list", "-o", "json").output.contains("\"name\":\"one\""))
        let named = try home.vault("list", "--check", "--profile", "other", "-o", "json")
        #expect(!named.output.contains("\"name\":\"one\""))
    }
}

extension Workspace {
    fileprivate func succeedNew(_ words: String...) throws {
        let finished = try bare(words + ["--password-file", path("new")])
        #expect(finished.status == 0, "\(finished.errors)")
    }

    fileprivate func vault(_ words: [String]) throws -> Finished { try bare(words) }
}
