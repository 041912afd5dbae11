import Foundation
import SecretMemory
import Testing

@testable import Vault

@Suite("Tampering with the file")
struct TamperingTests {
    @Test func `without any, everything is there`() throws {
        let victim = try Victim()
        #expect(try victim.read() == victim.whole)
        #expect(victim.whole.secrets == victim.stored.secrets)
    }

    @Test(arguments: Attack.rows + Attack.schema)
    func `is refused, and the refusal says what`(attack: Attack) throws {
        let victim = try Victim()
        try attack.change(victim)
        #expect(throws: attack.refusal) { try victim.read() }
    }

    @Test(arguments: ["a second manifest", "free pages that are not there"])
    func `is refused by SQLite's own look at the file`(attack: String) throws {
        let victim = try Victim()
        if attack == "a second manifest" {
            let raw = try victim.raw()
            try raw.run("PRAGMA ignore_check_constraints = ON")
            try raw.run("INSERT INTO manifest SELECT 2, body, tag FROM manifest")
        } else {
            var content = victim.content
            content[39] ^= 1
            try victim.replace(with: content)
        }
        let error = #expect(throws: VaultError.self) { try victim.read() }
        #expect(error == .damaged("its pages don't hang together"))
    }

    @Test func `a refused file is left as it is`() throws {
        let victim = try Victim()
        try victim.raw().run("DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)")
        let before = try Data(contentsOf: victim.scratch.database)
        #expect(throws: VaultError.self) { try victim.read() }
        #expect(try Data(contentsOf: victim.scratch.database) == before)
    }

    @Test(arguments: 0..<4)
    func `an older copy of the file is refused where the newest was seen`(step: Int) throws {
        let victim = try Victim()
        try victim.replace(with: victim.stored.history[step])
        #expect(throws: VaultError.rolledBack(found: UInt64(step) + 2, expected: 6)) {
            try victim.read()
        }
    }

    @Test func `an older copy is accepted where no copy was ever seen, and that is said`() throws {
        let victim = try Victim(seen: false)
        try victim.replace(with: victim.stored.history[2])
        let vault = try victim.unlocked()
        #expect(vault.warnings == [.firstUseHere])
        #expect(vault.contents.keyCount == 70)
    }

    @Test func `another history of the same age is refused`() throws {
        let victim = try Victim()
        try victim.replace(with: victim.stored.history[3])
        try victim.scratch.write(victim.stored.marks[3], to: victim.mark)
        var vault = try victim.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        try victim.scratch.write(victim.stored.marks[4], to: victim.mark)
        #expect(throws: VaultError.forked(epoch: 6)) { try victim.read() }
    }

    @Test func `an event of another history in its place is refused, although it opens`() throws {
        let victim = try Victim(step: 3)
        var vault = try victim.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        let last = "FROM audit ORDER BY sequence DESC LIMIT 1"
        let foreign = try #require(victim.raw().run("SELECT body \(last)").first)
        let target = try Victim()
        try target.raw().run(
            "UPDATE audit SET body = ?1 WHERE sequence = (SELECT sequence \(last))", foreign)
        #expect(throws: VaultError.damaged("the audit log's chain is broken")) {
            try target.read()
        }
    }

    @Test func `each manifest names the one before`() throws {
        let stored = try StoredVault.shared
        var before: (epoch: UInt64, tag: [UInt8])?
        for content in stored.history {
            let victim = try Victim()
            try victim.replace(with: content)
            let raw = try victim.raw()
            let manifest = try Manifest(reading: raw.run("SELECT body FROM manifest")[0])
            if let before {
                #expect(manifest.previousMAC == before.tag && manifest.epoch == before.epoch + 1)
            }
            before = (manifest.epoch, try raw.run("SELECT tag FROM manifest")[0])
        }
    }

    @Test func `a high-water mark that was changed is refused`() throws {
        let victim = try Victim()
        for index in [0, 20, 30, 40, 70, 100] {
            var mark = victim.stored.marks[4]
            mark[index] ^= 1
            try victim.scratch.write(mark, to: victim.mark)
            #expect(throws: VaultError.self) { try victim.read() }
        }
        try victim.scratch.write(victim.stored.marks[4].dropLast(), to: victim.mark)
        #expect(throws: VaultError.self) { try victim.read() }
    }
}
