import Foundation
import SecretMemory
import Synchronization
import Testing

@testable import Vault

@Suite("A spool whose end a key's holder remembers")
struct RememberedSpoolTests {
    private let spooled: SpooledVault
    private let key: RememberingKey

    init() throws {
        spooled = try SpooledVault(step: 1)
        key = RememberingKey(try spooled.victim.unlocked().key)
    }

    private func unlocked() throws -> UnlockedVault {
        try UnlockedVault(opening: spooled.victim.scratch.files, key: key)
    }

    /// An event, and the secret that it is about.
    private func handOut(_ number: Int) throws {
        var vault = try unlocked()
        let id = try #require(vault.contents.keys().first).id
        try vault.note(SpooledVault.event(number))
        _ = try vault.secret(of: id)
    }

    private func expectCut(_ event: Int) throws {
        let refusal = VaultError.spoolCut(event: UInt64(event))
        #expect(throws: refusal) { _ = try unlocked().auditTrail() }
        #expect(throws: refusal) {
            var vault = try unlocked()
            try vault.fold(at: .now)
        }
        #expect(throws: refusal) {
            var vault = try unlocked()
            try vault.note(SpooledVault.event(8))
        }
        #expect(throws: refusal) {
            var vault = try unlocked()
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.record(SpooledVault.event(9))
            }
        }
    }

    @Test func `is refused once it was cut, emptied, removed or exchanged`() throws {
        for number in 1...3 { try handOut(number) }
        let whole = try spooled.content()
        let last = spooled.stored + 3
        for count in [0, 70, 70 + 552, 70 + 2 * 552, whole.count - 1] {
            try spooled.put(Array(whole.prefix(count)))
            try expectCut(last)
        }
        try FileManager.default.removeItem(at: spooled.spool)
        try expectCut(last)
        // Three events of commands that had the password.
        try FileManager.default.removeItem(at: spooled.spool)
        try spooled.note(4...6)
        try expectCut(last)
        try spooled.put(whole)
        try handOut(7)
        #expect(try spooled.told() == [1, 2, 3, 7])
    }

    @Test func `may have more than that, and be brought into the database by anybody`() throws {
        try handOut(1)
        try spooled.note(2...2)
        try handOut(3)
        try spooled.write()
        try handOut(4)
        var vault = try unlocked()
        try vault.fold(at: .now)
        #expect(try vault.auditTrail().count == spooled.stored + 5)
        #expect(try spooled.told() == [1, 2, 3, 0, 4])
    }

    @Test func `is not remembered before the event is on the disk`() throws {
        var vault = try unlocked()
        try vault.note(SpooledVault.event(1))
        #expect(try key.spoolHead() == nil)
    }
}

/// A vault's key as an agent has it: it outlives the commands, and remembers.
private final class RememberingKey: ForwardingKey {
    let key: any VaultKey
    private let head = Mutex(SpoolHead?.none)

    init(_ key: any VaultKey) { self.key = key }

    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16, remembering head: SpoolHead
    ) throws(VaultError) -> SecretBytes {
        let secret = try key.open(box, under: context, type: type)
        self.head.withLock { $0 = head }
        return secret
    }

    func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        var results = try key.perform(operations, meanwhile: work)
        for (index, operation) in operations.enumerated() where operation == .spoolHead {
            results[index] = .bytes(head.withLock { $0?.bytes ?? SpoolHead.noneBytes })
        }
        return results
    }
}
