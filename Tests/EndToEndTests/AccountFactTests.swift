import Foundation
import Testing
import VaultTestSupport

/// What `create-key` asks OUTSCALE, and what the vault knows already.
@Suite("What create-key asks of the account", .serialized)
struct AccountFactTests {
    private let simulator: Simulator
    private let home: Workspace

    init() throws {
        simulator = try Simulator()
        home = try Workspace()
        try home.prepareWithKey(for: simulator)
        try home.succeed("create-key", "--user", "alice", "--name", "first")
    }

    private func calls(_ words: String...) throws -> [String] {
        let before = try simulator.requests().count
        try home.succeed(words)
        return try simulator.requests().dropFirst(before).map(\.action)
    }

    @Test func `is asked once a day`() throws {
        #expect(
            try calls("create-key", "--user", "alice", "--name", "second")
                == ["ReadAccessKeys", "CreateAccessKey", "ReadAccessKeys"])
    }

    @Test func `is asked anew of another place`() throws {
        try home.succeed(
            "profile", "set", "test", "--region", "us-east-2")
        #expect(
            try calls("create-key", "--user", "alice", "--name", "second").contains("ReadQuotas"))
    }

    @Test func `is asked anew by a dry run, which a plan of a rotation is too`() throws {
        #expect(
            try calls("create-key", "--user", "alice", "--name", "second", "--dry-run")
                .contains("ReadQuotas"))
        #expect(try calls("rotate", "first", "--plan").contains("ReadQuotas"))
    }

    @Test func `is said by a dry run as one JSON document, too`() throws {
        let rehearsed = try home.succeed(
            "create-key", "--user", "alice", "--name", "second", "--expires", "2099-01-31",
            "--dry-run", "-o",
            "json")
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(rehearsed.output.utf8)) as? [String: Any])
        #expect(object["schema"] as? Int == 1)
        #expect(object["created"] as? Bool == false)
        let key = try #require(object["key"] as? [String: Any])
        #expect(key["name"] as? String == "second")
        #expect(key["user"] as? String == "alice")
        #expect((key["expiresAt"] as? String)?.hasPrefix("2099-01-3") == true)
        #expect(try !home.succeed("list").output.contains("second"))
    }

    @Test func `is told as ever where a quota has been lowered since`() throws {
        try simulator.control("quota", "{\"quota\":1}")
        home.expect(
            76, "Too many access keys",
            try home.vault("create-key", "--user", "alice", "--name", "b"))
        #expect(try !home.vault("list").errors.contains("pending"))
    }

    @Test func `JSON is one document, and comes once all is known`() throws {
        let finished = try home.succeed(
            "create-key", "--user", "alice", "--name", "second", "-o", "json")
        let object = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
        let key = (object as? [String: Any])?["key"] as? [String: Any]
        #expect(key?["name"] as? String == "second")
        #expect(key?["verifiedAt"] is String)
    }
}
