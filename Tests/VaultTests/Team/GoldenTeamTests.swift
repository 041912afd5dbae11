import Foundation
import SecretMemory
import Testing

@testable import Vault

/// A team's vault that `scripts/make-golden-team` has made: what a member's machine keeps of it opens for ever.
@Suite("A member's files of released formats")
struct GoldenTeamTests {
    private struct Golden: Decodable {
        let passwords: [String: String]
        let recoveryCode, head: String
    }

    private static let folder = GoldenTests.folder.appending(path: "team")
    private let golden: Golden

    init() throws {
        let file = Self.folder.appending(path: "team.json")
        golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    }

    private func file(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: Self.folder.appending(path: name)))
    }

    @Test(arguments: ["bob", "carol"])
    func `open, and bring the vault's key from the replica`(name: String) throws {
        let member = try MemberFile(reading: file("\(name).member"))
            .open(password: bytes(#require(golden.passwords[name])))
        let scratch = try Scratch()
        try scratch.write(Data(file("\(name).replica")), to: scratch.database)
        let replica = try Replica(scratch.files, of: member.vaultID)
        let history = try replica.history()
        #expect(history.roster.founding == member.founding)
        #expect(history.point?.teamHead.description == golden.head)
        #expect(try TeamMark(reading: file("\(name).team")).point == history.point)
        #expect(
            history.roster.all.map(\.name.description) == [
                "alice", "bob", "carol", "recovery-code",
            ])
        let slot = try #require(try replica.slots().first { $0.member == member.member })
        let key = try slot.open(with: member.keys.receiving, in: history.roster)
        #expect(key.keyID == history.newest?.manifest.keyID)
    }

    @Test func `are none of somebody who was removed`() throws {
        let dave = try MemberFile(reading: file("dave.member"))
            .open(password: bytes(#require(golden.passwords["dave"])))
        let scratch = try Scratch()
        try scratch.write(Data(file("bob.replica")), to: scratch.database)
        let roster = try Replica(scratch.files, of: dave.vaultID).history().roster
        #expect(roster.member(dave.member) == nil)
        #expect(roster.former[dave.member]?.keys == dave.keys.publicKeys)
    }
}
