import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("A spool that was changed")
struct SpoolAttackTests {
    @Test func `is refused by whoever comes across it, whichever byte it is`() throws {
        let vault = try SpooledVault()
        try vault.note(1...2)
        let whole = try vault.content()
        let places =
            Array(0..<70) + Array(stride(from: 70, to: whole.count, by: 23)) + [whole.count - 1]
        let unlocked = try vault.victim.unlocked()
        for place in places {
            var changed = whole
            changed[place] ^= 1
            try vault.put(changed)
            #expect(throws: VaultError.self, "byte \(place)") { _ = try unlocked.auditTrail() }
            guard place % 40 == 0 else { continue }
            #expect(try vault.refusals().allSatisfy { $0 != nil }, "byte \(place)")
            #expect(try vault.content() == changed, "it was written to")
        }
        try vault.put(whole)
        #expect(try vault.told() == [1, 2])
    }

    /// Records by their places, 0 to 2.
    @Test(arguments: [
        [1, 0, 2], [0, 2], [1, 2], [2], [1], [0, 1, 2, 2], [0, 0, 1, 2], [0, 2, 1],
    ])
    func `by moving, removing or repeating its records is refused`(order: [Int]) throws {
        let vault = try SpooledVault()
        try vault.note(1...3)
        let whole = try vault.content()
        let records = (0..<3).map { Array(whole[(70 + 552 * $0)...].prefix(552)) }
        try vault.put(whole.prefix(70) + order.flatMap { records[$0] })
        let refusal = VaultError.damagedSpool("an event was changed, or is missing")
        #expect(try vault.refusals() == Array(repeating: refusal, count: 5))
    }

    @Test func `by a row of the log in a record's place, or the reverse, is refused`() throws {
        let vault = try SpooledVault()
        try vault.note(1...1)
        let record = Array(try vault.content().suffix(552))
        try vault.write()
        let raw = try vault.victim.raw()
        try raw.run("UPDATE audit SET body = ?1 WHERE sequence = \(vault.stored + 1)", record)
        let unlocked = try vault.victim.unlocked()
        #expect(throws: VaultError.damaged("a box does not open where it stands")) {
            _ = try unlocked.auditTrail()
        }
    }

    @Test func `by another vault's is refused`() throws {
        let (vault, other) = (try SpooledVault(), try VaultFixture())
        var foreign = try other.unlocked()
        try foreign.note(SpooledVault.event(1))
        try vault.put(Array(try Data(contentsOf: URL(filePath: other.files.spool.string))))
        let refusal = VaultError.foreignSpool("belongs to another vault")
        #expect(try vault.refusals() == Array(repeating: refusal, count: 5))
    }

    @Test(arguments: [1, 3, 4, 100, 300, 551])
    func `by a write that was cut short says what was whole, and goes on`(count: Int) throws {
        let vault = try SpooledVault()
        try vault.note(1...2)
        let whole = try vault.content()
        for tail in [
            Array(whole[(70 + 552)...].prefix(count)),
            // A file system may have made room that the bytes never reached.
            Array(whole[(70 + 552)...].prefix(count)) + [UInt8](repeating: 0, count: 552 - count),
        ] where tail.count < 552 || count < 520 {
            try vault.put(Array(whole.prefix(70 + 552)) + tail)
            #expect(try vault.told() == [1])
            try vault.note(3...3)
            #expect(try vault.told() == [1, 3])
        }
    }

    @Test(arguments: [0, 1, 69, 70, 71, 621])
    func `by cutting all of it is as good as none`(count: Int) throws {
        let vault = try SpooledVault()
        try vault.note(1...1)
        try vault.put(Array(try vault.content().prefix(count)))
        #expect(try vault.told() == [])
        try vault.note(2...2)
        #expect(try vault.told() == [2])
    }

    @Test func `by making it longer than any is refused`() throws {
        let vault = try SpooledVault()
        try vault.note(1...64)
        try vault.put(vault.content() + vault.content())
        #expect(try vault.refusals().allSatisfy { $0 != nil })
    }
}

@Suite("A spool and a vault of different states")
struct SpoolStateTests {
    @Test func `count an event once where the spool was not emptied after a commit`() throws {
        let vault = try SpooledVault()
        try vault.note(1...2)
        let before = try vault.content()
        try vault.write()
        try vault.put(before)
        #expect(try vault.told() == [1, 2, 0])
        // The next event finds the same, and the next write.
        try vault.note(3...3)
        #expect(try vault.told() == [1, 2, 0, 3])
        #expect(try vault.content().count == 70)
        try vault.put(before)
        try vault.write()
        #expect(try vault.told() == [1, 2, 0, 3, 0])
        #expect(try vault.content().count == 70)
    }

    @Test func `are refused where the log went on without the spool's events`() throws {
        let vault = try SpooledVault()
        try vault.note(1...2)
        let away = try vault.content()
        try FileManager.default.removeItem(at: vault.spool)
        let refusal = VaultError.foreignSpool(
            "has events that the vault's audit log went on without")
        try vault.write()
        try vault.put(away)
        #expect(try vault.refusals() == Array(repeating: refusal, count: 5))
        #expect(try vault.content() == away)
    }

    @Test func `are refused where the vault is older than the spool`() throws {
        let vault = try SpooledVault(step: 2, seen: false)
        let old = try Data(contentsOf: vault.victim.scratch.database)
        try vault.write()
        try vault.note(1...1)
        // On a machine that has seen neither.
        try vault.victim.replace(with: old)
        try FileManager.default.removeItem(at: vault.victim.mark)
        let count = vault.stored
        let refusal = VaultError.foreignSpool(
            "follows audit event \(count + 1), and the vault has only \(count)")
        #expect(try vault.refusals() == Array(repeating: refusal, count: 5))
    }

    @Test func `are refused where the log of the same length is another`() throws {
        let vault = try SpooledVault(step: 2, seen: false)
        let old = try Data(contentsOf: vault.victim.scratch.database)
        try vault.write()
        try vault.note(1...1)
        let spool = try vault.content()
        try vault.victim.replace(with: old)
        try FileManager.default.removeItem(at: vault.victim.mark)
        try FileManager.default.removeItem(at: vault.spool)
        var unlocked = try vault.victim.unlocked()
        try unlocked.commit(at: .now) { transaction throws(VaultError) in
            try transaction.record(SpooledVault.event(7))
        }
        try vault.put(spool)
        let refusal = VaultError.foreignSpool("follows another audit log than the vault's")
        #expect(try vault.refusals() == Array(repeating: refusal, count: 5))
    }
}
