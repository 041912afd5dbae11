import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("Pages by id")
struct PageTreeTests {
    @Test(arguments: [1, 2, 3, 4, 5, 63, 64, 65, 1_000])
    func `an entry's page is one of those that there are`(count: Int) {
        let pages = Set((0..<4_000).map { _ in PageTree.page(of: .random(), among: count) })
        #expect(pages.allSatisfy { (0..<count).contains($0) })
        // No page is left out, as far as so many ids can tell.
        #expect(count > 200 || pages.count == count)
    }

    @Test(arguments: 1...200)
    func `another page takes entries from one page only`(count: Int) {
        let split = PageTree.splitPage(addingTo: count)
        for _ in 0..<200 {
            let id = RecordID.random()
            let (old, new) = (
                PageTree.page(of: id, among: count), PageTree.page(of: id, among: count + 1)
            )
            #expect(new == old || (old == split && new == count))
        }
    }

    @Test func `a large vault is read page by page, and every key is found by name and id`() throws
    {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let records = (0..<3_000).map { Samples.record(name: "key-\($0)") }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records {
                try transaction.add(record, secret: bytes("S-\(record.name)"))
            }
        }
        let read = try fixture.unlocked()
        #expect(read.contents.keyCount == 3_000)
        for record in [records[0], records[1_500], records[2_999]] {
            #expect(try read.contents.key(named: record.name) == record)
            #expect(try read.contents.key(id: record.id) == record)
            #expect(try text(read.secret(of: record.id)) == "S-\(record.name)")
        }
        let opened = read.state.tree(.keys).entries.count
        #expect(opened <= 3 && read.state.tree(.keys).pageCount > 90)
        #expect(try read.contents.key(named: #require(EntryName("nobody"))) == nil)
        #expect(try read.contents.keys().count == 3_000)
        #expect(try read.verify() == 0)
    }

    @Test func `a change seals the pages of what it has changed`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let records = (0..<500).map { Samples.record(name: "key-\($0)") }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for record in records { try transaction.add(record, secret: bytes("x")) }
        }
        let raw = try RawDatabase(fixture.files.database.string)
        let before = try raw.run("SELECT body FROM page")
        var changed = records[7]
        changed.tag = "new"
        let record = changed
        var other = try fixture.unlocked()
        try other.commit(at: .now) { transaction throws(VaultError) in
            try transaction.update(record)
        }
        let after = try raw.run("SELECT body FROM page")
        #expect(Set(after).subtracting(before).count == 1 && after.count == before.count)
    }

    @Test func `a key is found where another process has moved it meanwhile`() throws {
        let fixture = try VaultFixture()
        var writer = try fixture.unlocked()
        let records = (0..<70).map { Samples.record(name: "key-\($0)") }
        try writer.commit(at: .now) { transaction throws(VaultError) in
            for record in records { try transaction.add(record, secret: bytes("x")) }
        }
        let reader = try fixture.unlocked()
        // One page is opened before, the others after the change.
        #expect(try reader.contents.key(id: records[0].id) == records[0])
        try writer.commit(at: .now) { transaction throws(VaultError) in
            for number in 70..<800 {
                try transaction.add(Samples.record(name: "key-\(number)"), secret: bytes("x"))
            }
            var renamed = records[1]
            renamed.name = Samples.record(name: "renamed").name
            try transaction.update(renamed)
        }
        for record in records.dropFirst(2) {
            #expect(try reader.contents.key(id: record.id) == record)
            #expect(try reader.contents.key(named: record.name) == record)
        }
        #expect(try reader.contents.key(named: records[1].name) == nil)
        #expect(try reader.contents.key(id: records[1].id)?.name.description == "renamed")
        #expect(try reader.contents.keys().count == 800)
    }

    @Test func `a newer state that can't be read whole is not taken in part`() throws {
        let fixture = try VaultFixture()
        var writer = try fixture.unlocked()
        try writer.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
        }
        var reader = try fixture.unlocked()
        try writer.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.intent(Samples.issue(.unknown)))
        }
        let raw = try RawDatabase(fixture.files.database.string)
        try raw.run("UPDATE page SET body = zeroblob(length(body)) WHERE place >> 32 = 18")
        for _ in 0..<2 {
            #expect(throws: VaultError.damaged("a page is not the one of the manifest")) {
                try reader.commit(at: .now) { transaction throws(VaultError) in
                    try transaction.record(AuditEvent(at: .now, action: .exported))
                }
            }
            #expect(reader.contents.profiles == [Samples.profile])
        }
    }
}
