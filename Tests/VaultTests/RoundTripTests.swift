import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("A vault that is made, closed and opened again")
struct RoundTripTests {
    @Test func `gives back the secret and the record that were stored`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let record = fixture.record(name: "alice")
        try fixture.add(record, secret: "TESTSECRETKEY", to: &vault)
        let again = try fixture.unlocked()
        #expect(try again.contents.keys() == [record])
        #expect(try text(again.secret(of: record.id)) == "TESTSECRETKEY")
        #expect(again.epoch == 2)
    }

    @Test func `opens with its recovery code`() throws {
        let fixture = try VaultFixture()
        let code = try RecoveryCode(parsing: fixture.recoveryText())
        let vault = try LockedVault.open(fixture.files).unlock(recoveryCode: code)
        #expect(vault.epoch == 1)
    }

    @Test func `refuses a wrong password and stays usable`() throws {
        let fixture = try VaultFixture()
        let locked = try LockedVault.open(fixture.files)
        #expect(throws: VaultError.wrongPassword) {
            _ = try locked.unlock(password: bytes("wrong"))
        }
        _ = try locked.unlock(password: bytes(VaultFixture.password))
    }

    @Test func `takes 200 keys over several pages and loses none when some are removed`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let records = (0..<200).map { fixture.record(name: "key-\($0)") }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records { try transaction.add(record, secret: bytes(record.accessKeyID)) }
        }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records.prefix(150) { try transaction.removeKey(record.id) }
        }
        let again = try fixture.unlocked()
        #expect(try Set(again.contents.keys()) == Set(records.dropFirst(150)))
        #expect(try text(again.secret(of: records[199].id)) == records[199].accessKeyID)
    }

    @Test func `sees what another connection has written`() throws {
        let fixture = try VaultFixture()
        var first = try fixture.unlocked()
        var second = try fixture.unlocked()
        try fixture.add(fixture.record(name: "one"), secret: "1", to: &first)
        try fixture.add(fixture.record(name: "two"), secret: "2", to: &second)
        #expect(try Set(second.contents.keys().map(\.name.description)) == ["one", "two"])
        #expect(throws: VaultError.self) {
            try fixture.add(fixture.record(name: "two"), secret: "3", to: &first)
        }
    }

    @Test func `keeps a newer version's fields that it may ignore, entry by entry`() throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        let key = try #require(vault.contents.keys().first { $0.name.description == "key-7" })
        let profile = try #require(vault.contents.profiles.first)
        let intent = try #require(vault.contents.intents.first)
        let fields = { (byte: UInt8) -> [UInt8] in [0x05, 0x80, 1, 0, 0, 0, byte] }
        let newer = [key.id: fields(1), profile.id: fields(2), intent.id: fields(3)]
        // As a newer version has left them.
        vault.state.newerFields = newer
        for step in 0..<2 {
            if step == 1 { vault = try victim.unlocked() }
            try vault.state.loadAll(.keys)
            #expect(vault.state.newerFields == newer)
            try vault.commit(at: .now) { transaction throws(VaultError) in
                var changed = key
                changed.tag = "step \(step)"
                try transaction.update(changed)
                try transaction.put(profile)
                try transaction.put(intent)
            }
        }
        #expect(try victim.newerFields() == newer)
        #expect(try victim.unlocked().contents.key(id: key.id)?.tag == "step 1")
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.removeKey(key.id)
        }
        #expect(try victim.newerFields()[key.id] == nil)
        #expect(try victim.newerFields().count == 2)
    }

    @Test(arguments: [57_400, 1_100_000])
    func `refuses an entry that no page can take, and keeps what was there`(length: Int) throws {
        let victim = try Victim(step: 1)
        var vault = try victim.unlocked()
        let error = #expect(throws: VaultError.self) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                let user = String(repeating: "u", count: length)
                try transaction.add(Samples.record(name: "large", user: user), secret: bytes("1"))
            }
        }
        guard case .entryTooLarge = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try victim.read() == victim.whole)
    }

    @Test func `spreads large entries over pages, none of which is too large for an agent`() throws
    {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        for round in 0..<2 {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                for number in 0..<25 {
                    // Two of them have room in a page, so that no two names have to part: 1 in 4,096 pairs would not.
                    let user = String(repeating: "u", count: 9_000 + number * 700)
                    try transaction.add(
                        Samples.record(name: "large-\(round)-\(number)", user: user),
                        secret: bytes("\(number)"))
                }
            }
        }
        let read = try fixture.unlocked()
        #expect(read.contents.keyCount == 50)
        let key = try #require(
            EntryName("large-1-24").flatMap { try read.contents.key(named: $0) })
        #expect(key.user?.count == 25_800)
        #expect(text(try read.secret(of: key.id)) == "24")
        let boxes = try RawDatabase(fixture.files.database.string).run("SELECT body FROM page")
        #expect(boxes.allSatisfy { $0.count < 65_536 - 64 })
    }
}

extension Victim {
    /// Of all entries.
    fileprivate func newerFields() throws -> [RecordID: [UInt8]] {
        let vault = try unlocked()
        try vault.state.loadAll(.keys)
        return vault.state.newerFields
    }
}
