import Foundation
import Testing
import VaultTestSupport

/// Wrong input: each with its documented exit status and a sentence that says what to do.
@Suite("What is refused", .serialized)
struct RefusalTests {
    @Test func `a vault that can't be opened says why`() throws {
        let home = try Workspace()
        try home.expect(66, "there is no vault", home.vault("list"))
        try home.prepare(for: nil, hasKeyFile: false)
        try home.write("not the password", to: "wrong")
        try home.expect(77, "password", home.bare(["list", "--password-file", home.path("wrong")]))
        try home.expect(
            73, "there already",
            home.bare(["init", "--no-recovery", "--new-password-file", home.path("password")]))
        chmod(home.database, 0o644)
        try home.expect(77, "chmod 600", home.vault("list"))
        chmod(home.database, 0o600)
        chmod(home.path("password"), 0o644)
        try home.expect(77, "others may read it", home.vault("list"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `a vault of another user is refused`() throws {
        let home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
        chown(home.database, 65_534, 65_534)
        try home.expect(77, "belongs to user 65534", home.vault("list"))
    }

    @Test(arguments: [(60, "the file is no vault"), (68, "the file is no vault"), (63, "")])
    func `a damaged or newer header is an integrity failure`(offset: Int, words: String) throws {
        let home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
        var content = try #require(FileManager.default.contents(atPath: home.database))
        // 60...63 is user_version and 68...71 application_id, both big-endian.
        content[offset] = 0x7A
        try content.write(to: URL(filePath: home.database))
        chmod(home.database, 0o600)
        let listed = try home.vault("list")
        #expect(listed.status == 65)
        if offset == 63 { #expect(listed.errors.contains("format 122")) }
    }

    @Test func `a flipped byte in each of the last pages is an integrity failure`() throws {
        let home = try Workspace()
        let simulator = try Simulator()
        try home.prepareWithKey(for: simulator, hasKeyFile: false)
        var content = try #require(FileManager.default.contents(atPath: home.database))
        for distance in stride(from: 2000, to: 16_384, by: 4096) {
            content[content.count - distance] ^= 1
        }
        try content.write(to: URL(filePath: home.database))
        chmod(home.database, 0o600)
        let listed = try home.vault("list")
        #expect(listed.status == 65 || listed.status == 0)
        #expect(listed.status == 65, "the bytes were in no page: choose others")
    }

    @Test(arguments: [
        (["show", "nobody"], 66, "there is no key 'nobody'"),
        (["show", "admim"], 66, "Did you mean 'admin'"),
        (["list", "--profile", "nowhere"], 66, "there is no profile"),
        (["create-key", "--user", "bob"], 66, "OUTSCALE knows no user 'bob'"),
        (["create-key", "--user", "alice", "--expires", "2020-01-01"], 64, "not in the future"),
        (["create-key", "--user", "alice", "--expires", "31/12/2027"], 64, "is no date"),
        (["create-key", "--user", "alice", "--expires", "2027-02-30"], 64, "is no date"),
        (["create-key", "--user", "alice", "--name", "admin"], 73, "already"),
        (["create-key", "--user", "alice", "--name", "a b"], 64, "can't be a name"),
        (["list", "--expiring", "soon"], 64, "is no span"),
        (["exec", "admin"], 64, "what shall be run?"),
        (
            ["profile", "add", "x", "--region", "eu-west-2", "--endpoint", "http://example.com"],
            78, "in clear"
        ),
        (["create-key", "--no-such-option"], 64, "unknown option"),
    ])
    func `wrong words have their status and their sentence`(
        words: [String], status: Int32, sentence: String
    ) throws {
        let home = try Shared.home.get()
        let finished = try home.bare(
            words.inserting(["--password-file", home.path("password")], before: "--"))
        home.expect(status, sentence, finished)
    }

    enum Shared {
        // One vault and one simulator for the whole table; nobody ends the latter but its own time.
        nonisolated(unsafe) static let world: Result<(Workspace, Simulator), any Error> = Result {
            let simulator = try Simulator(seconds: 900)
            let home = try Workspace()
            try home.prepareWithKey(for: simulator, hasKeyFile: false)
            return (home, simulator)
        }
        static var home: Result<Workspace, any Error> { world.map { $0.0 } }
    }

    @Test func `a recovery code without a place to go is refused, and so is a weak derivation`()
        throws
    {
        let home = try Workspace()
        try home.expect(
            64, "--recovery-file",
            home.bare(["init", "--new-password-file", home.path("password")]))
        try home.expect(
            64, "too weak",
            home.bare([
                "init", "--no-recovery", "--kdf-memory", "8MiB", "--new-password-file",
                home.path("password"),
            ]))
        #expect(!FileManager.default.fileExists(atPath: home.database))
    }

    @Test func `with JSON the failure is an object too`() throws {
        let home = try Workspace()
        let failed = try home.vault("list", "-o", "json")
        let object =
            try JSONSerialization.jsonObject(with: Data(failed.output.utf8)) as? [String: Any]
        let error = try #require(object?["error"] as? [String: Any])
        #expect(error["code"] as? Int == 66)
    }
}

extension Workspace {
    func expect(_ status: Int32, _ words: String, _ finished: Finished) {
        #expect(finished.status == status, "\(finished.errors)")
        #expect(finished.errors.contains(words), "\(finished.errors)")
    }
}

extension [String] {
    func inserting(_ words: [String], before marker: String) -> [String] {
        var result = self
        result.insert(contentsOf: words, at: firstIndex(of: marker) ?? endIndex)
        return result
    }
}
