import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

/// What ``VaultStore`` promises its writer, of each store.
@Suite("A change in a vault's store") struct StoreWritingTests {
    @Test(arguments: StoreKind.here)
    func `works on what others have written meanwhile`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var one = try store.unlocked()
        var other = try store.unlocked()
        try store.add("second", to: &one)
        var seen: [String] = []
        try other.commit(at: .now) { transaction throws(VaultError) in
            seen = try transaction.contents.keys().map(\.name.description)
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        #expect(Set(seen) == ["first", "second"])
        #expect(other.epoch == one.epoch + 1)
        #expect(try store.secret("second", in: other) == "second's secret")
    }

    @Test(arguments: StoreKind.here)
    func `takes no name that another has taken, and changes nothing`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var one = try store.unlocked()
        var other = try store.unlocked()
        try store.add("second", to: &one)
        let error = #expect(throws: VaultError.self) {
            try other.commit(at: .now) {
                [record = store.record("second")] transaction throws(VaultError) in
                try transaction.add(record, secret: bytes("another"))
            }
        }
        #expect(try error == .nameTaken(.key, store.name("second")))
        let next = try store.unlocked()
        #expect(next.epoch == one.epoch)
        _ = try next.verify()
        #expect(try next.store.secretCount() == 2)
        #expect(try store.secret("second", in: next) == "second's secret")
    }

    @Test(arguments: StoreKind.here)
    func `that is given up leaves nothing, and keeps nobody from the next`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        let (epoch, events) = (vault.epoch, try vault.auditTrail().count)
        #expect(throws: VaultError.busy) {
            try vault.commit(at: .now) {
                [record = store.record("second")] transaction throws(VaultError) in
                try transaction.add(record, secret: bytes("1"))
                for key in try transaction.contents.keys() { try transaction.removeKey(key.id) }
                try transaction.record(AuditEvent(at: .now, action: .exported))
                throw .busy
            }
        }
        for again in 0..<2 {
            let seen = again == 0 ? vault.epoch : try store.unlocked().epoch
            #expect(seen == epoch)
        }
        #expect(try store.secret("first", in: vault) == "first's secret")
        var other = try store.unlocked()
        try store.add("third", to: &other)
        try store.add("fourth", to: &vault)
        #expect(vault.epoch == epoch + 2)
        #expect(
            try vault.contents.keys().map(\.name.description).sorted() == [
                "first", "fourth", "third",
            ])
        #expect(try vault.auditTrail().count == events + 2)
    }

    @Test(arguments: StoreKind.here)
    func `of nothing writes nothing`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        let fingerprint = vault.fingerprint
        try vault.commit(at: .now) { _ throws(VaultError) in }
        #expect(vault.fingerprint == fingerprint)
        #expect(try store.unlocked().fingerprint == fingerprint)
    }

    @Test(arguments: StoreKind.here)
    func `that was not begun is given up without harm`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        vault.store.rollBack()
        try store.add("second", to: &vault)
        vault.store.rollBack()
        #expect(try store.secret("second", in: store.unlocked()) == "second's secret")
    }

    @Test(arguments: StoreKind.here)
    func `that removes a key takes its secret's row`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        let record = try store.add("second", to: &vault)
        let box = try vault.store.secret(of: record.id)
        #expect(box != nil)
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.removeKey(record.id)
        }
        let next = try store.unlocked()
        for number in 0..<2 {
            let row =
                try number == 0
                ? vault.store.secret(of: record.id) : next.store.secret(of: record.id)
            #expect(row == nil)
        }
        _ = try next.verify()
        #expect(try next.store.secretCount() == 1)
        #expect(throws: VaultError.self) { _ = try next.secret(of: record.id) }
    }

    @Test(arguments: StoreKind.here)
    func `by several at once loses none`(kind: StoreKind) async throws {
        let store = try AnyStore(kind)
        let epoch = try store.unlocked().epoch
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    try await onThread {
                        var vault = try store.unlocked()
                        for number in 0..<5 { try store.add("w\(writer)-\(number)", to: &vault) }
                    }
                }
            }
            try await group.waitForAll()
        }
        let vault = try store.unlocked()
        #expect(vault.epoch == epoch + 20)
        _ = try vault.verify()
        #expect(try vault.store.secretCount() == 21)
        for writer in 0..<4 {
            for number in 0..<5 {
                let name = "w\(writer)-\(number)"
                #expect(try store.secret(name, in: vault) == "\(name)'s secret")
            }
        }
    }

    @Test(arguments: StoreKind.here)
    func `is seen by a reader as a whole or not at all`(kind: StoreKind) async throws {
        let store = try AnyStore(kind)
        let end = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { end.raise() }
                try await onThread { try store.writePairs(10) }
            }
            group.addTask {
                try await onThread {
                    repeat { try store.expectPair() } while !end.isRaised
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.unlocked().contents.keyCount == 2)
    }

    @Test(arguments: StoreKind.here)
    func `to another key for the vault leaves no row under the former one`(kind: StoreKind) throws {
        let store = try AnyStore(kind)
        var vault = try store.unlocked()
        try store.add("second", to: &vault)
        let before = try Self.boxes(of: vault)
        let keyID = vault.key.keyID
        try store.rekey()
        let next = try store.unlocked()
        #expect(next.key.keyID != keyID)
        #expect(try Self.boxes(of: next).isDisjoint(with: before))
        _ = try next.verify()
        #expect(try next.store.secretCount() == 2)
        #expect(try store.secret("second", in: next) == "second's secret")
        #expect(throws: VaultError.self) { try store.add("third", to: &vault) }
    }

    /// Of pages and secrets.
    private static func boxes(of vault: borrowing UnlockedVault) throws -> Set<[UInt8]> {
        var boxes = Set(
            try vault.store.pages(of: .keys, from: 0, mostBytes: .max).map(\.row.box))
        var ids: [RecordID] = []
        try vault.store.secretIDs { id throws(VaultError) in ids.append(id) }
        for id in ids { boxes.insert(try #require(try vault.store.secret(of: id)).box) }
        #expect(boxes.count > ids.count)
        return boxes
    }
}

extension AnyStore {
    /// Each write puts a pair of keys in the last ones' place.
    fileprivate func writePairs(_ count: Int) throws {
        var vault = try unlocked()
        for number in 0..<count {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                for key in try transaction.contents.keys() { try transaction.removeKey(key.id) }
                for side in ["left", "right"] {
                    try transaction.add(
                        record("\(side)-\(number)"), secret: bytes("\(number)"))
                }
            }
        }
    }

    /// Opens the vault and finds one whole pair, or what was there before the first.
    fileprivate func expectPair() throws {
        let names = try unlocked().contents.keys().map(\.name.description)
        let numbers = Set(names.compactMap { $0.split(separator: "-").last })
        #expect(names == ["first"] || (names.count == 2 && numbers.count == 1), "\(names)")
    }
}
