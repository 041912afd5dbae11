import Foundation
import Testing
import VaultTestSupport

/// What opens a vault changes; what it holds stays.
@Suite("Passwords, codes and key files", .serialized)
struct SlotTests {
    private static let cheap = ["--kdf-memory", "64MiB", "--kdf-passes", "3"]
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil, hasKeyFile: false)
        try home.write("another horse, another staple", to: "new")
    }

    private var new: String { home.path("new") }

    private func opens(_ options: String...) throws -> Bool {
        try home.bare(["list"] + options).status == 0
    }

    private func passwd(_ options: String...) throws -> Finished {
        try home.bare(["passwd", "--new-password-file", new] + Self.cheap + options)
    }

    @Test func `passwd takes the old password and no agent's word for it`() throws {
        #expect(try home.vault("unlock").status == 0)
        try home.expect(77, "no terminal", passwd())
        let changed = try passwd("--password-file", home.path("password"))
        home.expectDone("before still open with the old password", changed)
        #expect(try opens("--password-file", new))
        #expect(try !opens("--password-file", home.path("password")))
        // The vault's key is the same, so the agent goes on.
        #expect(try opens())
        #expect(try home.bare(["log"]).output.contains("password changed"))
        home.expectNoTrace(of: [Workspace.password])
        #expect(!home.transcript.contains("another horse"))
    }

    @Test func `passwd at a terminal asks for the old one once and for the new one twice`() throws {
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["passwd"] + Self.cheap, environment: home.environment,
            answers: [
                ("Master password", Workspace.password), ("New master", "short"),
                ("same again", "short"), ("Use it all the same?", "y"),
            ])
        #expect(status == 0)
        #expect(terminal.screen.contains("it has 5 characters"))
        try home.write("short", to: "new")
        #expect(try opens("--password-file", new))
        #expect(!terminal.screen.contains(Workspace.password))
    }

    @Test func `a weak password needs a second yes, and changes nothing without`() throws {
        try home.write("short", to: "new")
        let old = home.path("password")
        try home.expect(77, "it has 5 characters", passwd("--password-file", old))
        #expect(try opens("--password-file", old))
        try home.expectDone("it has 5 characters", passwd("--password-file", old, "-y"))
        #expect(try opens("--password-file", new))
        let other = try Workspace()
        try other.write("Password123!", to: "password")
        try other.expect(
            77, "everybody tries first",
            other.bare(
                ["init", "--no-recovery", "--new-password-file", other.path("password")]
                    + Self.cheap))
        #expect(!FileManager.default.fileExists(atPath: other.database))
    }

    @Test func `init makes six words the password, and shows them once`() throws {
        let other = try Workspace()
        let terminal = try TypedTerminal()
        let status = try terminal.run(
            BuiltProducts.vault, ["init", "--no-recovery", "--generate"] + Self.cheap,
            environment: other.environment, answers: [("Press Enter", "")])
        #expect(status == 0)
        let phrase = try #require(
            terminal.screen.firstMatch(of: #/ {4}((?:[a-z]+ ){5}[a-z]+)/#)?.1)
        try other.write(String(phrase), to: "phrase")
        #expect(try other.bare(["list", "--password-file", other.path("phrase")]).status == 0)
        try home.expect(
            64, "no terminal", Workspace().bare(["init", "--no-recovery", "--generate"]))
    }

    @Test func `each slot has a password of its own, so that a changed one is closed`() throws {
        let old = home.path("password")
        let again = ["--new-password-file", old, "--password-file", old] + Self.cheap
        try home.expect(
            73, "slot 0 opens by that already", home.bare(["slot", "add", "password"] + again))
        try home.expectDone(
            "Added slot 1",
            home.bare(
                ["slot", "add", "password", "--new-password-file", new, "--password-file", old]
                    + Self.cheap))
        try home.expect(
            73, "slot 1 opens by that already", passwd("--password-file", old, "--slot", "0"))
        #expect(try opens("--password-file", old))
    }

    @Test func `a slot of password and key file is changed only by whoever has both`() throws {
        let (file, other) = (home.path("key"), home.path("other-key"))
        let added = try home.vault(
            "slot", "add", "key-file", file, "--with-password", "--new-password-file", new,
            "--kdf-memory", "64MiB", "--kdf-passes", "3")
        home.expectDone("Added slot 1", added)
        try home.expectDone("Added slot 2", home.vault("slot", "add", "key-file", other))
        try home.write("a third horse, a third staple", to: "third")
        let third = ["--new-password-file", home.path("third")] + Self.cheap
        try home.expect(
            64, "Open it by both",
            home.bare(["passwd", "--slot", "1", "--key-file", other] + third))
        #expect(try opens("--key-file", file, "--password-file", new))
    }

    @Test func `a file that may not grow is told, and ends nothing by a signal`() throws {
        let old = home.path("password")
        let limited = try Child(
            "sh",
            [
                "-c", "ulimit -f 8; exec \"$0\" \"$@\"", BuiltProducts.vault, "backup",
                home.path("copy.db"), "--password-file", old,
            ], environment: home.environment
        ).finish()
        home.expect(74, "File too large", limited)
        #expect(!FileManager.default.fileExists(atPath: home.path("copy.db")))
        #expect(try opens("--password-file", old))
    }

    @Test func `a key file opens the vault alone, is private, and is never written over`() throws {
        let file = home.path("key")
        try home.expectDone("Added slot 1: key-file", home.vault("slot", "add", "key-file", file))
        let facts = try FileManager.default.attributesOfItem(atPath: file)
        #expect(facts[.posixPermissions] as? Int == 0o600 && facts[.size] as? Int == 32)
        #expect(try opens("--key-file", file))
        let before = FileManager.default.contents(atPath: file)
        try home.expect(73, "File exists", home.vault("slot", "add", "key-file", file))
        #expect(FileManager.default.contents(atPath: file) == before)
        chmod(file, 0o644)
        try home.expect(77, "others may read it", home.bare(["list", "--key-file", file]))
        try home.write("too short", to: "other")
        try home.expect(
            77, "this is no key file", home.bare(["list", "--key-file", home.path("other")]))
        try home.write(String(repeating: "x", count: 33), to: "other")
        try home.expect(
            77, "more than 32 bytes", home.bare(["list", "--key-file", home.path("other")]))
    }

    @Test func `a key file and a password open it together, the agent too`() throws {
        let file = home.path("key")
        let added = try home.vault(
            "slot", "add", "key-file", file, "--with-password", "--new-password-file", new,
            "--kdf-memory", "64MiB", "--kdf-passes", "3")
        home.expectDone("password+key-file", added)
        #expect(try !opens("--key-file", file))
        #expect(try !opens("--password-file", new))
        #expect(try opens("--key-file", file, "--password-file", new))
        #expect(
            try home.bare(["unlock", "--key-file", file, "--password-file", new]).status == 0)
        #expect(try opens())
    }

    @Test func `a recovery code is added, and removed by its number`() throws {
        let file = home.path("code")
        try home.expect(64, "--new-recovery-file", home.vault("slot", "add", "recovery"))
        #expect(try home.vault("slot", "add", "recovery", "--new-recovery-file", file).status == 0)
        #expect(try opens("--recovery-file", file))
        try home.expect(77, "-y", home.vault("slot", "remove", "1"))
        try home.expectDone("Removed slot 1", home.vault("slot", "remove", "1", "-y"))
        #expect(try !opens("--recovery-file", file))
        try home.expect(64, "only slot", home.vault("slot", "remove", "0", "-y"))
        try home.expect(66, "no slot '7'", home.vault("slot", "remove", "7", "-y"))
    }

    @Test func `slots are listed with their kind, age and cost`() throws {
        let listed = try home.vault("slot", "list", "-o", "json").output
        #expect(listed.contains(#""number":0,"kind":"password","madeAt":"20"#))
        #expect(listed.contains(#""kdfMemoryKiB":65536,"kdfPasses":3"#))
        let csv = try home.vault("slot", "list", "-o", "csv").output
        #expect(csv.hasPrefix("number,kind,madeAt,kdfMemoryKiB,kdfPasses\n0,password,"))
        #expect(try home.vault("slot", "list").output.contains("64 MiB, 3 passes"))
    }

    @Test func `the ninth is refused`() throws {
        for number in 1..<8 {
            let added = try home.vault("slot", "add", "key-file", home.path("key-\(number)"))
            #expect(added.status == 0)
        }
        try home.expect(73, "8 slots", home.vault("slot", "add", "key-file", home.path("ninth")))
        #expect(!FileManager.default.fileExists(atPath: home.path("ninth")))
    }
}

extension Workspace {
    /// It ended well, and said so.
    func expectDone(_ words: String, _ finished: Finished) {
        #expect(finished.status == 0, "\(finished.errors)")
        #expect((finished.output + finished.errors).contains(words), "\(finished.output)")
    }
}
