import Foundation
import Testing

@testable import Vault

@Suite("A change of a file that somebody has changed meanwhile")
struct CommitCheckTests {
    /// In a vault of two pages the opening reads no secret's row.
    @Test func `forgets no key whose secret stands under another id`() throws {
        let victim = try Victim()
        let key = try #require(try victim.unlocked().contents.keys().first)
        try victim.raw().run("UPDATE secret SET id = randomblob(16) WHERE id = ?1", key.id.bytes)
        let before = try Data(contentsOf: victim.scratch.database)
        var vault = try victim.unlocked()
        #expect(throws: VaultError.damaged("a row that was to change is not there")) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.removeKey(key.id)
            }
        }
        #expect(try Data(contentsOf: victim.scratch.database) == before)
        _ = try victim.unlocked()
    }

    @Test(arguments: [
        "DELETE FROM slot WHERE number = 1",
        "INSERT INTO audit SELECT max(sequence) + 1, body FROM audit",
        "UPDATE manifest SET tag = zeroblob(32)",
        "UPDATE page SET body = zeroblob(length(body)) WHERE place >> 32 = 17",
        "INSERT INTO page SELECT place + 1, 1, body FROM page WHERE place >> 32 = 17",
        "UPDATE page SET generation = 9 WHERE place >> 32 = 18",
        "DELETE FROM page WHERE place >> 32 = 18",
    ])
    func `is not committed where the next reader would refuse it`(statement: String) throws {
        let victim = try Victim()
        var vault = try victim.unlocked()
        try victim.raw().run(statement)
        let before = try Data(contentsOf: victim.scratch.database)
        #expect(throws: VaultError.self) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.put(Samples.intent(Samples.issue(.unknown)))
            }
        }
        #expect(try Data(contentsOf: victim.scratch.database) == before)
    }

    @Test(arguments: [
        "UPDATE secret SET id = randomblob(16) WHERE id = (SELECT min(id) FROM secret)",
        "INSERT INTO secret SELECT randomblob(16), 1, body FROM secret LIMIT 1",
        "DELETE FROM secret WHERE id = (SELECT min(id) FROM secret)",
    ])
    func `nor is one of a small vault whose secrets are not its keys'`(statement: String) throws {
        let victim = try Victim(step: 1)
        var vault = try victim.unlocked()
        try victim.raw().run(statement)
        #expect(throws: VaultError.self) {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.record(AuditEvent(at: .now, action: .exported))
            }
        }
        #expect(throws: VaultError.self) { _ = try victim.unlocked() }
    }
}
