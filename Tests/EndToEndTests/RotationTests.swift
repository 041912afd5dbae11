import Foundation
import Testing
import VaultTestSupport

@Suite("A key that takes another's place", .serialized)
struct RotationTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "9d", "--tag", "ci")
    }

    /// Makes the users' keys a week old, with a day left.
    private func age(_ users: String...) throws {
        let format = Date.ISO8601FormatStyle()
        for user in users {
            for key in try simulator.living(of: user) {
                try simulator.control(
                    "keys",
                    """
                    {"do":"update","accessKeyId":"\(key.accessKeyId)",\
                    "creationDate":"\((Date() - 7 * 86_400).formatted(format))",\
                    "expirationDate":"\((Date() + 86_400).formatted(format))"}
                    """)
            }
            try home.succeed("reconcile", "--user", user, "--fix")
        }
    }

    @Test func `rotation leaves the old key inactive for its grace, with its expiry`() throws {
        let old = try home.listed("alice")
        let oldSecret = try home.secret(of: "alice")
        try home.succeed("rotate", "alice")
        let new = try home.listed("alice")
        #expect(new.accessKeyId != old.accessKeyId)
        #expect(new.tag == "ci")
        #expect(try home.secret(of: "alice") == simulator.key(new.accessKeyId).secretKey)
        #expect(try home.secret(of: "alice.old") == oldSecret)
        let retired = try simulator.key(old.accessKeyId)
        #expect(retired.state == "INACTIVE" && !retired.deleted)
        #expect(retired.expirationDate == old.expiresAt)
        #expect(try home.vault("list").output.contains("replaced, can be brought back until"))
    }

    @Test func `a second run waits, and deletes when the grace is over`() throws {
        let old = try home.listed("alice").accessKeyId
        try home.succeed("rotate", "alice", "--grace", "1h")
        let waits = try home.succeed("rotate", "alice", "--grace", "1h")
        #expect(waits.output.contains("can be brought back until"))
        #expect(try simulator.creations().count == 3)
        let due = try home.succeed("rotate", "--due")
        #expect(due.output.isEmpty && due.errors.contains("nothing is due"))
        try home.succeed("rotate", "alice", "--grace", "0")
        #expect(try simulator.key(old).deleted)
        #expect(try home.listed().map(\.name).sorted() == ["admin", "alice"])
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
    }

    @Test func `undo brings the old key back and deletes the new one`() throws {
        let old = try home.listed("alice")
        try home.succeed("rotate", "alice")
        let new = try home.listed("alice").accessKeyId
        #expect(try home.succeed("rotate", "alice", "--undo").output.contains("Undone"))
        #expect(try home.listed("alice").accessKeyId == old.accessKeyId)
        let back = try simulator.key(old.accessKeyId)
        #expect(back.state == "ACTIVE" && back.expirationDate == old.expiresAt)
        #expect(try simulator.key(new).deleted)
        home.expect(66, "nothing to undo", try home.vault("rotate", "alice", "--undo"))
    }

    @Test func `a second rotation within the grace says that it made nothing, and makes nothing`()
        throws
    {
        try home.succeed("rotate", "alice")
        let new = try home.listed("alice").accessKeyId
        let made = try simulator.creations().count
        let second = try home.succeed("rotate", "alice")
        #expect(second.output.contains("this one made no key; 'vault rotate alice --again'"))
        #expect(try home.listed("alice").accessKeyId == new)
        #expect(try simulator.creations().count == made)
    }

    @Test(arguments: [["--overlap", "1h"], ["--grace", "1h"]])
    func `again replaces a new key whose old one is still kept`(window: [String]) throws {
        let first = try home.listed("alice").accessKeyId
        try home.succeed(["rotate", "alice"] + window)
        let leaked = try home.listed("alice").accessKeyId
        let plan = try home.succeed("rotate", "alice", "--again", "--plan")
        #expect(plan.output.contains("rotate its new key \(leaked)"))
        let again = try home.succeed("rotate", "alice", "--again")
        #expect(try home.listed("alice").accessKeyId != leaked)
        #expect(try again.output.contains("\(home.listed("alice").accessKeyId) is in use"))
        #expect(try simulator.key(first).deleted)
        #expect(try simulator.key(leaked).state == "INACTIVE")
    }

    @Test func `the profile's own signing key rotates, and the new one retires the old`() throws {
        let old = try home.listed("admin").accessKeyId
        try home.succeed("rotate", "admin", "--grace", "0")
        #expect(try simulator.key(old).deleted)
        // The new one signs from now on.
        try home.succeed("create-key", "--user", "alice", "--name", "second")
        #expect(try simulator.living(of: nil).count == 1)
    }

    @Test func `due keys rotate together, and one that fails does not stop the rest`() throws {
        try simulator.control(
            "users", "{\"do\":\"create\",\"userName\":\"bob\",\"rights\":\"own\"}")
        try home.succeed("create-key", "--user", "bob", "--expires", "5d")
        try age("alice", "bob")
        try simulator.control("users", "{\"do\":\"delete\",\"userName\":\"alice\"}")
        let due = try home.vault("rotate", "--due", "--grace", "0")
        home.expect(66, "1 of 2 rotations failed", due)
        #expect(due.output.contains("Rotated 'bob'"))
        #expect(due.errors.contains("'alice':"))
        #expect(try simulator.living(of: "bob").count == 1)
        // bob's new key has its whole life before it: whatever runs this every hour does not replace it again.
        let made = try simulator.creations().count
        home.expect(66, "'alice':", try home.vault("rotate", "--due", "--grace", "0"))
        #expect(try simulator.creations().count == made)
    }

    @Test func `a key of nine days is not due from its first hour on`() throws {
        #expect(try home.listed("alice").status == "ok")
        #expect(try home.vault("list", "--check").status == 0)
        #expect(try home.succeed("rotate", "--due").errors.contains("nothing is due"))
        #expect(try home.vault("exec", "alice", "--", "true").errors.contains("due") == false)
        try age("alice")
        #expect(try home.listed("alice").status == "due")
        home.expect(10, "1 key is due", try home.vault("list", "--check"))
        #expect(try home.vault("exec", "alice", "--", "true").errors.contains("is due"))
        try home.succeed("rotate", "--due", "--grace", "0")
        #expect(try home.listed("alice").status == "ok")
    }

    @Test func `a plan changes nothing`() throws {
        try age("alice")
        let before = try simulator.requests().count
        let plan = try home.succeed("rotate", "--due", "--plan")
        #expect(plan.output.contains("Would rotate 'alice'"))
        #expect(
            try simulator.requests().dropFirst(before).allSatisfy { $0.action.hasPrefix("Read") })
    }

    @Test func `a new key that OUTSCALE does not accept leaves the old one in use`() throws {
        let old = try home.listed("alice").accessKeyId
        // The issue's own look and the rotation's three: all refused as a bad signature is.
        try simulator.disturb(
            "error", action: "ReadAccessKeys",
            ",\"nth\":2,\"every\":true,\"status\":401,\"code\":\"1\",\"type\":\"AccessDenied\"")
        home.expect(75, "The old key stays in use", try home.vault("rotate", "alice"))
        #expect(try home.listed("alice").accessKeyId == old)
        #expect(try simulator.key(old).state == "ACTIVE")
        try simulator.control("faults", "{\"faults\":[]}")
        try home.succeed("rotate", "alice", "--undo")
        #expect(try simulator.living(of: "alice").map(\.accessKeyId) == [old])
    }

    @Test func `an expired key that OUTSCALE keeps is replaced once`() throws {
        try simulator.control(
            "model", "{\"pastExpiry\":\"refused\",\"expiredKeyChanges\":\"refused\"}")
        let id = try home.listed("alice").accessKeyId
        try simulator.control(
            "keys",
            "{\"do\":\"update\",\"accessKeyId\":\"\(id)\",\"expirationDate\":\"2021-01-01T00:00:00Z\"}"
        )
        try home.succeed("reconcile", "--user", "alice", "--fix")
        // Nobody can tell the lifetime of a key that ended before it began.
        let first = try home.succeed("rotate", "--due", "--grace", "0", "--expires", "90d")
        #expect(first.output.contains("stays as 'alice.old'"))
        #expect(try home.listed("alice.old").status == "expired")
        let made = try simulator.creations().count
        #expect(
            try home.succeed("rotate", "--due", "--grace", "0").errors.contains("nothing is due"))
        #expect(try simulator.creations().count == made)
        #expect(try home.vault("list", "--check").status == 0)
        #expect(try home.succeed("list").output.contains("expired, no longer in use"))
        #expect(try !home.vault("doctor").output.contains("expired"))
    }

    @Test func `a new key that is due itself ends the grace, and is rotated`() throws {
        let old = try home.listed("alice").accessKeyId
        try home.succeed("rotate", "alice", "--expires", "40d", "--grace", "35d")
        try age("alice")
        let plan = try home.succeed("rotate", "--due", "--plan")
        #expect(plan.output.contains("Would end the rotation of 'alice' early"))
        let new = try home.listed("alice").accessKeyId
        try home.succeed("rotate", "--due")
        #expect(try simulator.key(old).deleted)
        #expect(try home.listed("alice").accessKeyId != new)
        #expect(try home.listed("alice.old").accessKeyId == new)
    }

    @Test func `a window that is over ends with the next run, and is not rotated anew`() throws {
        let old = try home.listed("alice").accessKeyId
        try home.succeed("rotate", "alice", "--grace", "1h")
        let made = try simulator.creations().count
        let plan = try home.succeed("rotate", "alice", "--grace", "0", "--plan")
        #expect(plan.output.contains("Would go on"))
        let done = try home.succeed("rotate", "alice", "--grace", "0", "-o", "json")
        #expect(done.output.contains("\"state\":\"done\""))
        #expect(try simulator.key(old).deleted && simulator.creations().count == made)
    }

    @Test func `a new key that has expired gives the old one its place back, which is rotated`()
        throws
    {
        let old = try home.listed("alice").accessKeyId
        try home.succeed("rotate", "alice", "--overlap", "6d", "--expires", "8d")
        let new = try home.listed("alice").accessKeyId
        try simulator.control(
            "keys",
            "{\"do\":\"update\",\"accessKeyId\":\"\(new)\",\"expirationDate\":\"2021-01-01T00:00:00Z\"}"
        )
        try home.succeed("reconcile", "--user", "alice", "--fix")
        #expect(try home.succeed("rotate", "--due", "--plan").output.contains("its place back"))
        try home.succeed("rotate", "--due", "--overlap", "1h")
        #expect(try simulator.key(new).deleted && !simulator.key(old).deleted)
        #expect(try home.listed("alice.old").accessKeyId == old)
    }

    @Test func `half of a rotation can't be forgotten, disabled or deleted`() throws {
        try home.succeed("rotate", "alice")
        for words in [["forget", "alice"], ["disable", "alice.old"], ["delete-key", "alice"]] {
            let refused = try home.bare(
                words + ["--yes", "--password-file", home.path("password")])
            home.expect(75, "rotation of 'alice' is under way", refused)
        }
        #expect(try simulator.living(of: "alice").count == 2)
    }
}
