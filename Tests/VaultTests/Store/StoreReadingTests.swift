import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

/// What ``VaultStore`` promises its reader, of each store.
@Suite("What a vault's store gives") struct StoreReadingTests {
    @Test(arguments: StoreKind.here)
    func `is what was written, for whoever opens the vault next`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        let epoch = vault.epoch
        for name in ["second", "third"] { try store.add(name, to: &vault) }
        let next = try store.unlocked()
        #expect(next.epoch == epoch + 2)
        for name in ["first", "second", "third"] {
            #expect(try store.secret(name, in: next) == "\(name)'s secret")
        }
        #expect(next.contents.profiles.map(\.name.description) == ["work"])
        _ = try next.verify()
        try next.store.checkIntegrity()
    }

    @Test(arguments: StoreKind.here)
    func `is nothing where nothing was written`(kind: StoreKind) throws {
        let vault = try AnyStore(kind).unlocked()
        let place = PagePlace(kind: .keys, number: 99)
        #expect(try vault.store.secret(of: .random()) == nil)
        #expect(try vault.store.page(at: place) == nil)
        #expect(try vault.store.node(at: place) == nil)
        #expect(try vault.store.event(vault.store.lastEvent() + 1) == nil)
        #expect(try vault.store.pages(of: .keys, from: 99, mostBytes: .max).isEmpty)
    }

    @Test(arguments: StoreKind.here)
    func `is each secret's id once, as many as it counts`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        for name in ["second", "third"] { try store.add(name, to: &vault) }
        var ids: [RecordID] = []
        try vault.store.secretIDs { id throws(VaultError) in ids.append(id) }
        #expect(try Set(ids) == Set(vault.contents.keys().map(\.id)))
        #expect(ids.count == 3)
        #expect(try vault.store.secretCount() == 3)
    }

    @Test(arguments: StoreKind.here)
    func `is the events from a number on, in their order, until nobody wants more`(kind: StoreKind)
        throws
    {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        for name in ["second", "third"] { try store.add(name, to: &vault) }
        let last = try vault.store.lastEvent()
        var (all, some) = ([UInt64](), [UInt64]())
        try vault.store.events(from: 2) { number, box throws(VaultError) in
            all.append(number)
            #expect(try vault.store.event(number) == box)
            return true
        }
        try vault.store.events(from: 1) { number, _ throws(VaultError) in
            some.append(number)
            return some.count < 2
        }
        #expect(last >= 3)
        #expect(all == Array(2...last))
        #expect(some == [1, 2])
    }

    @Test(arguments: StoreKind.here)
    func `is pages in their order, as many as have room and one at least`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for number in 0..<40 {
                var record = store.record("key-\(number)")
                record.user = String(repeating: "u", count: 9_000)
                try transaction.add(record, secret: bytes("\(number)"))
            }
        }
        let all = try vault.store.pages(of: .keys, from: 0, mostBytes: .max)
        let numbers = all.map(\.number)
        #expect(numbers.count > 3)
        #expect(numbers == numbers.sorted())
        #expect(
            try vault.store.pages(of: .keys, from: 0, mostBytes: 1).map(\.number) == [numbers[0]])
        let two = all[1].row.box.count + all[2].row.box.count
        let some = try vault.store.pages(of: .keys, from: numbers[1], mostBytes: two)
        #expect(some.map(\.number) == Array(numbers[1...2]))
        #expect(some.map(\.row.box) == all[1...2].map(\.row.box))
    }

    @Test(arguments: StoreKind.here)
    func `is the same on a second connection`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        try store.add("second", to: &vault)
        let again = try vault.reopened()
        #expect(again.fingerprint == vault.fingerprint)
        #expect(try store.secret("second", in: again) == "second's secret")
    }

    @Test(arguments: StoreKind.here)
    func `is one state for one look, whatever others write meanwhile`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        let reader = try store.unlocked()
        let (begun, end) = (Flag(), Flag())
        try reader.store.snapshot { () throws(VaultError) in
            let before = try reader.store.manifest()?.body
            Thread.detachNewThread {
                defer { end.raise() }
                do {
                    var writer = try store.unlocked()
                    try writer.commit(at: .now) { transaction throws(VaultError) in
                        try transaction.add(store.record("second"), secret: bytes("2"))
                        begun.raise()
                    }
                } catch { Issue.record("\(error)") }
            }
            eventually { begun.isRaised || end.isRaised }
            for _ in 0..<100 {
                #expect(try reader.store.manifest()?.body == before)
                #expect(try reader.store.secretCount() == 1)
            }
        }
        eventually { end.isRaised }
        #expect(try store.unlocked().store.secretCount() == 2)
    }

    @Test(arguments: StoreKind.here)
    func `is what somebody was given, in the log of whoever reads it next`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        for name in ["first", "other"] {
            try vault.note(AuditEvent(at: SharedTeam.later, action: .exported, key: name))
        }
        let epoch = vault.epoch
        let next = try store.unlocked()
        #expect(try store.given(in: next) == ["first", "other"])
        #expect(next.epoch == epoch)
    }
}
