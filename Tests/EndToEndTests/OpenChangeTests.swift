import Foundation
import Testing
import VaultTestSupport

/// Found by random histories; each has the seed that met it.
@Suite("A change that was left open, and a key that is gone since", .serialized)
struct OpenChangeTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--expires", "30d")
        // The update's answer is lost, and so is the look after it.
        try simulator.control(
            "faults",
            """
            {"faults":[{"action":"UpdateAccessKey","kind":"dropAfterCommit","every":true},\
            {"action":"ReadAccessKeys","kind":"html502","nth":2,"every":true}]}
            """)
        home.expect(75, "vault recover", try home.vault("tag", "alice", "theirs"))
        try simulator.control("faults", "{\"faults\":[]}")
    }

    private func expectSettled() throws {
        let recovered = try home.succeed("recover", "-o", "json")
        #expect(recovered.output.contains("\"outcome\":\"abandoned\""))
        #expect(recovered.output.contains("\"open\":false"))
        #expect(try home.succeed("recover").output.contains("Nothing was open"))
        #expect(try home.vault("list").errors.contains("pending") == false)
    }

    /// Seed 595: recovery settled the change and called it open all the same, with another command's advice.
    @Test func `is settled when another administrator has deleted the key`() throws {
        let key = try home.listed("alice").accessKeyId
        try simulator.control("keys", "{\"do\":\"delete\",\"accessKeyId\":\"\(key)\"}")
        try expectSettled()
        #expect(try home.listed().map(\.name).sorted() == ["admin", "alice"])
    }

    /// Seed 844: the change stayed open for ever, since the vault had no such key any more.
    @Test func `is settled when the vault has deleted the key`() throws {
        // Recovery's look fails, the deletion's own do not.
        try simulator.disturb("html502", action: "ReadAccessKeys")
        let deleted = try home.succeed("delete-key", "alice", "--yes")
        #expect(deleted.errors.contains("is still open"))
        try expectSettled()
        #expect(try home.listed().map(\.name) == ["admin"])
    }
}
