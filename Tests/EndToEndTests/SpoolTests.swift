import Foundation
import Testing
import VaultTestSupport

@Suite("Audit events that wait beside the vault")
struct SpoolTests {
    private let home: Workspace

    init() throws {
        home = try Workspace()
        try home.prepare(for: nil)
        try home.addKey("alice")
        try home.succeed("unlock")
    }

    private var spool: String { home.database + "-spool" }

    private func size() throws -> Int {
        try #require(FileManager.default.contents(atPath: spool)).count
    }

    private func cut(to count: Int) throws {
        let content = try #require(FileManager.default.contents(atPath: spool))
        try content.prefix(count).write(to: URL(filePath: spool))
    }

    private func exec() throws -> Finished { try home.bare(["exec", "alice", "--", "true"]) }

    private func given() throws -> Int {
        try home.vault("log", "-o", "csv").output.split(separator: "\n")
            .count { $0.contains("given to,alice") }
    }

    @Test func `are told by the log, and are in the vault once it is locked`() throws {
        for _ in 0..<3 { #expect(try exec().status == 0) }
        #expect(try home.bare(["env", "alice", "--shell", "sh"]).status == 0)
        #expect(try size() == 70 + 4 * 552)
        #expect(try home.bare(["lock"]).output == "Locked.\n")
        #expect(try size() == 70)
        #expect(try given() == 3)
        #expect(try home.vault("exec", "alice", "--", "true").status == 0)
        #expect(try given() == 4)
        #expect(try size() == 70)
        #expect(try home.vault("verify").status == 0)
    }

    @Test func `that can't be compared are told when the agent forgets them`() throws {
        #expect(try exec().status == 0)
        try FileManager.default.moveItem(atPath: spool, toPath: home.path("away"))
        mkdir(spool, 0o700)
        let locked = try home.bare(["lock"])
        #expect(locked.output == "Locked.\n")
        #expect(locked.status != 0 && locked.errors.contains("not compared"), "\(locked.errors)")
        rmdir(spool)
        try home.succeed("unlock")
        try FileManager.default.moveItem(atPath: home.path("away"), toPath: spool)
        #expect(try exec().status == 0)
        try FileManager.default.moveItem(atPath: home.database, toPath: home.path("db"))
        let blind = try home.bare(["lock"])
        #expect(blind.status != 0 && blind.errors.contains("not compared"), "\(blind.errors)")
        try FileManager.default.moveItem(atPath: home.path("db"), toPath: home.database)
        #expect(try given() == 2)
    }

    @Test func `are known to an agent that is unlocked once more`() throws {
        #expect(try exec().status == 0)
        try cut(to: 70)
        try home.succeed("unlock", "--timeout", "20m")
        home.expect(65, "is gone from the spool", try exec())
    }

    @Test func `and whose spool was changed name the way out`() throws {
        for _ in 0..<2 { #expect(try exec().status == 0) }
        let handle = try FileHandle(forUpdating: URL(filePath: spool))
        try handle.seek(toOffset: 200)
        try handle.write(contentsOf: Data("XXXX".utf8))
        home.expect(65, "move it away", try exec())
        try FileManager.default.moveItem(atPath: spool, toPath: home.path("away"))
        #expect(try home.bare(["lock"]).status == 65)
        #expect(try home.vault("exec", "alice", "--", "true").status == 0)
    }

    @Test func `and whose end is cut while the agent lives are missed`() throws {
        for _ in 0..<2 { #expect(try exec().status == 0) }
        try cut(to: 70 + 552)
        let asked = try exec()
        home.expect(65, "is gone from the spool", asked)
        #expect(try home.bare(["log"]).status == 65)
        #expect(try home.bare(["profile", "add", "more", "--region", "eu-west-2"]).status == 65)
        // What it is told for: the last chance to say so, and locked all the same.
        let locked = try home.bare(["lock"])
        home.expect(65, "is gone from the spool", locked)
        #expect(locked.output == "Locked.\n")
        #expect(try home.bare(["list"]).status == 77)
        #expect(try given() == 1)
    }

    @Test func `of another state are refused with the way out`() throws {
        #expect(try exec().status == 0)
        let content = try #require(FileManager.default.contents(atPath: spool))
        try home.bare(["lock"])
        try FileManager.default.removeItem(atPath: spool)
        try home.succeed("profile", "add", "more", "--region", "eu-west-2")
        var changed = content
        changed[30] += 40
        try home.write("", to: "spool")
        try changed.write(to: URL(filePath: spool))
        chmod(spool, 0o600)
        let refused = try home.vault("exec", "alice", "--", "true")
        home.expect(65, "move the spool away", refused)
        #expect(try home.vault("log").status == 65)
        #expect(try home.vault("list").status == 0)
        try FileManager.default.moveItem(atPath: spool, toPath: home.path("away"))
        #expect(try home.vault("exec", "alice", "--", "true").status == 0)
        #expect(try given() == 2)
    }

    @Test func `are taken with no file that others can read, and then no secret is given`() throws {
        chmod(spool, 0o644)
        let refused = try home.bare(["exec", "alice", "--", "sh", "-c", "echo $OSC_SECRET_KEY"])
        home.expect(77, "not safe to use", refused)
        #expect(refused.output.isEmpty)
    }
}
