import Foundation
import SecretMemory
import SystemPackage
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A team's vault on PostgreSQL", .enabled(if: PostgresPrograms.exist))
struct TeamStoreTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    @Test func `has what the private vault had, under another id`() throws {
        let vault = try team.unlocked()
        #expect(try team.secret("first", in: vault) == "first's secret")
        #expect(vault.contents.profiles.map(\.name.description) == ["work"])
        #expect(vault.vaultID != (try team.origin.unlocked().vaultID))
        #expect(vault.epoch == 1)
        #expect(vault.slots.isEmpty)
        #expect(vault.team?.members.map(\.name.description) == ["alice", "recovery-code"])
    }

    @Test func `keeps what was written, for a machine that has nothing of it`() throws {
        var vault = try team.unlocked()
        try team.add("second", to: &vault)
        try FileManager.default.removeItem(
            atPath: team.folder(of: "alice").appending("\(vault.vaultID).replica").string)
        let fresh = try team.unlocked()
        #expect(try team.secret("second", in: fresh) == "second's secret")
        #expect(fresh.epoch == 2)
    }

    @Test func `shows a write to who has it open already`() throws {
        var one = try team.unlocked()
        var other = try team.unlocked()
        try team.add("second", to: &one)
        try team.add("third", to: &other)
        #expect(other.epoch == 3)
        #expect(try team.secret("second", in: other) == "second's secret")
        #expect(try team.secret("third", in: one) == "third's secret")
    }

    @Test func `is opened while another command of this machine is in the middle of a change`()
        throws
    {
        var writer = try team.unlocked()
        try writer.commit(at: SharedTeam.now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: SharedTeam.now, action: .exported))
            // Else it would wait for as long as the other one waits for the server.
            #expect(throws: Never.self) { _ = try team.unlocked() }
        }
        #expect(writer.epoch == 2)
    }

    @Test func `loses nothing of two who write at once`() async throws {
        let team = self.team
        try await withThrowingTaskGroup { group in
            for writer in 0..<3 {
                group.addTask {
                    var vault = try team.unlocked()
                    for number in 0..<5 { try team.add("key-\(writer)-\(number)", to: &vault) }
                }
            }
            try await group.waitForAll()
        }
        let vault = try team.unlocked()
        #expect(vault.contents.keyCount == 16)
        #expect(vault.epoch == 16)
        _ = try vault.verify()
    }

    @Test func `deletes a secret from everybody's replica`() throws {
        var one = try team.unlocked()
        var other = try team.unlocked()
        let record = try #require(try one.contents.key(named: team.name("first")))
        try one.commit(at: SharedTeam.now) { transaction throws(VaultError) in
            try transaction.removeKey(record.id)
        }
        try team.add("second", to: &other)
        #expect(try other.store.secretCount() == 1)
        #expect(try team.database.psql("SELECT count(*) FROM osc_vault.secret") == "1")
    }

    @Test func `is not founded where a vault is`() throws {
        #expect(throws: VaultError.team(.vaultExists)) { try self.team.found() }
        #expect(try team.secret("first", in: team.unlocked()) == "first's secret")
    }

    @Test func `is not opened without a member's file`() throws {
        #expect(throws: VaultError.team(.notAMember)) { _ = try self.team.unlocked("bob") }
    }

    @Test func `tells a wrong password`() throws {
        let locked = try TeamVault.open(team.place(of: "alice"))
        #expect(throws: VaultError.wrongPassword) {
            _ = try locked.unlock(password: bytes("another password"))
        }
    }

    @Test func `shows the server nothing that it holds`() throws {
        let tables = ["manifest", "roster", "page", "node", "directory", "secret", "event", "slot"]
        let dump = try tables.map {
            try team.database.psql("SELECT body FROM osc_vault.\($0)")
        }.joined()
        let hidden = ["first's secret", "AKfirst", "vlt1-tag", "work"]
        for text in hidden {
            let hex = text.utf8.map { String(format: "%02x", $0) }.joined()
            #expect(!dump.contains(hex))
        }
        let member = "alice".utf8.map { String(format: "%02x", $0) }.joined()
        #expect(dump.contains(member))
    }
}
