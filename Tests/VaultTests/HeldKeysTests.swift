import Foundation
import Testing

@testable import Vault

@Suite("All keys at once")
struct HeldKeysTests {
    private let profiles = [RecordID.random(), .random()]

    /// Soonest first: three share a date, and names of one beginning, and two have no end.
    private var records: [KeyRecord] {
        get throws {
            let rows: [(String, Double?, String?)] = [
                ("z", 5, nil), ("long-name-10", 9, "bob"), ("long-name-2", 9, nil),
                ("long-name-1", 9, "bob"), ("A", -7, "alice"), ("b", nil, "bob"), ("a", nil, nil),
            ]
            return try rows.enumerated().map { index, row in
                KeyRecord(
                    id: .random(), name: try #require(EntryName(row.0)),
                    profile: profiles[index % 2],
                    user: row.2, accessKeyID: "AK\(index) é", state: .inactive, createdAt: nil,
                    expiresAt: row.1.map { Date(timeIntervalSince1970: $0) }, isExpiryKnown: false,
                    tag: index == 3 ? "t" : nil, storedAt: Date(timeIntervalSince1970: 1),
                    verifiedAt: nil, retiredAt: index == 4 ? Date(timeIntervalSince1970: 2) : nil)
            }
        }
    }

    private func held(_ records: [KeyRecord]) throws -> HeldKeys {
        var held = HeldKeys(expecting: 0)
        let digest = try #require(Digest([UInt8](0..<32)))
        for record in records {
            let key = StoredKey(record: record, secret: .init(generation: 3, digest: digest))
            try held.append(record.id, KeyEntry.encode(key)[...])
        }
        return held
    }

    private func names(_ held: HeldKeys) -> [String] {
        held.indices.map { held.record(at: $0).name.description }
    }

    @Test func `give each record back as it was`() throws {
        let records = try records
        let held = try held(records)
        #expect(held.indices.map(held.record) == records)
    }

    @Test func `are listed with the bytes of their texts, and make records of them`() throws {
        var records = try records
        let member = try #require(EntryName("carol"))
        records[2].exposure = KeyExposure(since: Date(timeIntervalSince1970: 7), member: member)
        for record in records {
            let listed = ListedKey(record)
            #expect(listed.record == record)
            #expect(String(decoding: listed.accessKeyID, as: UTF8.self) == record.accessKeyID)
            #expect(listed.user.map { String(decoding: $0, as: UTF8.self) } == record.user)
            #expect(listed.exposedTo == record.exposure?.member.description)
        }
        #expect(try held(records).record(at: 2) == records[2])
    }

    @Test func `are given back where they fill several chunks of memory`() throws {
        let text = String(repeating: "é", count: 3_000)
        let records = (0..<500).map { index in
            var record = Samples.record(name: "key-\(index)")
            record.tag = index % 3 == 0 ? text : nil
            return record
        }
        let held = try held(records)
        #expect(held.indices.map(held.record) == records)
    }

    @Test func `stand by their expiry and then by name, those without one last`() throws {
        var held = try held(records)
        held.sortBySoonestExpiry()
        #expect(
            names(held) == ["A", "z", "long-name-1", "long-name-10", "long-name-2", "a", "b"])
    }

    @Test func `are those of a profile and a user where one is named`() throws {
        let held = try held(records)
        #expect(names(held.only(of: nil, user: nil)).count == 7)
        #expect(
            names(held.only(of: profiles[1], user: nil)) == ["long-name-10", "long-name-1", "b"])
        #expect(names(held.only(of: nil, user: "bob")) == ["long-name-10", "long-name-1", "b"])
        #expect(names(held.only(of: profiles[0], user: "alice")) == ["A"])
        #expect(held.only(of: .random(), user: nil).isEmpty)
    }

    @Test func `are as a change has them by then, whichever pages it has opened`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let records = (0..<400).map { Samples.record(name: "key-\($0)") }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records { try transaction.add(record, secret: bytes("x")) }
        }
        var (changed, added) = (records[9], Samples.record(name: "new"))
        (changed.tag, added.tag) = ("changed", "added")
        let (update, addition) = (changed, added)
        let expected = Set(
            records.filter { ![records[9], records[7]].contains($0) } + [update, added])
        var other = try fixture.unlocked()
        #expect(try Set(other.contents.keys()) == Set(records))
        var seen: [KeyRecord] = []
        try other.commit(at: .now) { transaction throws(VaultError) in
            try transaction.update(update)
            try transaction.removeKey(records[7].id)
            try transaction.add(addition, secret: bytes("y"))
            seen = try transaction.contents.keys()
        }
        #expect(seen.count == 400 && Set(seen) == expected)
        #expect(try Set(other.contents.keys()) == expected)
        #expect(try Set(fixture.unlocked().contents.keys()) == expected)
    }
}
