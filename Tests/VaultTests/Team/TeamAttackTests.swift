import Foundation
import SecretMemory
import Testing
import VaultTestSupport

@testable import Vault

@Suite("A server that lies", .enabled(if: PostgresPrograms.exist))
struct TeamAttackTests {
    let team: SharedTeam

    init() throws { team = try SharedTeam() }

    private func written(_ names: String...) throws {
        var vault = try team.unlocked()
        for name in names { try team.add(name, to: &vault) }
    }

    private func refusal(of member: String = "alice") -> VaultError? {
        do {
            _ = try team.unlocked(member)
            return nil
        } catch { return error as? VaultError }
    }

    @Test func `can't take back what was seen`() throws {
        try written("second")
        try team.database.psql("DELETE FROM osc_vault.manifest WHERE epoch = 2")
        guard case .team(.behind(let found, let newest)) = refusal() else {
            Issue.record("it was taken")
            return
        }
        #expect((found.epoch, newest.epoch) == (1, 2))
    }

    @Test func `can't do so either where the replica is lost and the mark is not`() throws {
        try written("second")
        try FileManager.default.removeItem(
            atPath: team.directory.path + "/alice/\(team.unlocked().vaultID).replica")
        try team.database.psql("DELETE FROM osc_vault.manifest WHERE epoch = 2")
        guard case .team(.rolledBack) = refusal() else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `can't show a branch that has outgrown what was seen`() throws {
        try team.take("bob")
        let fork = "fork_\(team.database.name)"
        let server = team.database.server
        try server.psql("postgres", "CREATE DATABASE \(fork) TEMPLATE \(team.database.name)")
        try written("second")
        try server.psql("postgres", "DROP DATABASE \(team.database.name) WITH (FORCE)")
        try server.psql("postgres", "ALTER DATABASE \(fork) RENAME TO \(team.database.name)")
        var bob = try team.unlocked("bob")
        for name in ["other", "more", "most"] { try team.add(name, to: &bob) }
        guard case .team(.split) = refusal() else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `can't show another vault in its place`() throws {
        try team.database.psql("DROP SCHEMA osc_vault CASCADE")
        try FileManager.default.moveItem(
            atPath: team.directory.path + "/alice", toPath: team.directory.path + "/kept")
        try team.found()
        try FileManager.default.removeItem(atPath: team.directory.path + "/alice")
        try FileManager.default.moveItem(
            atPath: team.directory.path + "/kept", toPath: team.directory.path + "/alice")
        #expect(refusal() == .team(.otherVault))
    }

    @Test func `can't put a former page back`() throws {
        let old = try team.database.psql(
            "SELECT encode(body, 'hex') FROM osc_vault.page WHERE place >> 32 = 16")
        try written("second")
        try team.database.psql(
            """
            UPDATE osc_vault.page SET body = decode('\(old)', 'hex'), generation = generation - 1 \
            WHERE place >> 32 = 16
            """)
        try team.forget("alice")
        #expect(refusal() == .team(.rows("page 0 of the keys is missing, or another one")))
    }

    @Test
    func `spoils no replica with an old page, and is taken again once it shows the right one`()
        throws
    {
        var vault = try team.unlocked()
        try team.take("bob")
        _ = try team.unlocked("bob")
        try team.add("second", to: &vault)
        let page = try team.database.psql(
            "SELECT encode(body, 'hex') FROM osc_vault.page WHERE place >> 32 = 16")
        let change = "UPDATE osc_vault.page SET body = decode('%', 'hex') WHERE place >> 32 = 16"
        try team.database.psql(change.replacing("%", with: "00"))
        guard case .team(.rows) = refusal(of: "bob") else {
            Issue.record("it was taken")
            return
        }
        try team.database.psql(change.replacing("%", with: page))
        #expect(try team.unlocked("bob").contents.keyCount == 2)
    }

    @Test(arguments: ["body", "decode('00', 'hex')"])
    func `can't keep a machine from what is new by a row that is not`(body: String) throws {
        try written("second")
        var vault = try team.unlocked()
        try team.database.psql(
            "INSERT INTO osc_vault.manifest SELECT 3, \(body), signature FROM osc_vault.manifest WHERE epoch = 2"
        )
        let told = VaultError.team(.history(.malformed(epoch: 3)))
        #expect(refusal() == told)
        #expect(throws: told) { try team.add("third", to: &vault) }
    }

    @Test func `can't show an epoch under another number`() throws {
        try team.take("bob")
        try written("second")
        let epoch = try team.unlocked("bob").epoch
        try written("third")
        try team.database.psql(
            "UPDATE osc_vault.manifest SET epoch = epoch + 1 WHERE epoch = \(epoch + 1)")
        #expect(refusal(of: "bob") == .team(.history(.malformed(epoch: epoch + 2))))
    }

    @Test(arguments: ["DROP SCHEMA osc_vault CASCADE", "DELETE FROM osc_vault.vault"])
    func `can't pass for one that has never had the vault`(change: String) throws {
        let vault = try team.unlocked()
        try team.database.psql(change)
        guard case .team(.vaultGone(vault.vaultID, let pin)) = refusal() else {
            Issue.record("it was taken")
            return
        }
        #expect(pin.hasSuffix(".url"))
    }

    @Test(arguments: [
        "DROP TABLE osc_vault.audit", "ALTER TABLE osc_vault.page RENAME COLUMN body TO other",
        "ALTER TABLE osc_vault.page RENAME TO hidden; CREATE VIEW osc_vault.page AS SELECT place FROM osc_vault.hidden",
        "ALTER TABLE osc_vault.secret ADD COLUMN other bigint NOT NULL DEFAULT 1; ALTER TABLE osc_vault.secret ALTER other DROP DEFAULT",
    ])
    func `can't pass other tables off as the vault's`(change: String) throws {
        try team.database.psql(change)
        let error = #expect(throws: VaultError.self) {
            var vault = try team.unlocked()
            try team.add("second", to: &vault)
        }
        guard case .team(.schema) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `can't swap secrets`() throws {
        try written("second")
        try team.database.psql(
            """
            UPDATE osc_vault.secret a SET body = b.body FROM osc_vault.secret b WHERE a.id <> b.id
            """)
        try team.forget("alice")
        let vault = try team.unlocked()
        #expect(throws: VaultError.damaged("a key's secret is not the one that was stored")) {
            _ = try team.secret("first", in: vault)
        }
    }

    @Test func `can't raise a role`() throws {
        try team.take("rita", as: .reader)
        let number = try team.database.psql(
            """
            UPDATE osc_vault.roster SET body = overlay(body placing '\\x0700010000000303'::bytea \
            FROM position('\\x07000100000001'::bytea in body) for 7) \
            WHERE position('\\x07000100000001'::bytea in body) > 0 RETURNING number
            """)
        #expect(!number.isEmpty)
        try team.forget("alice")
        guard case .team(.history(.roster)) = refusal() else {
            Issue.record("it was taken")
            return
        }
    }

    @Test func `can't give a member another's slot`() throws {
        try team.take("bob")
        try team.database.psql(
            "UPDATE osc_vault.slot a SET body = b.body FROM osc_vault.slot b WHERE a.member <> b.member"
        )
        try team.forget("alice")
        #expect(refusal() == .team(.history(.slots)))
    }

    @Test func `can't hide a member's slot`() throws {
        try team.take("bob")
        try team.database.psql(
            "DELETE FROM osc_vault.slot WHERE ctid = (SELECT min(ctid) FROM osc_vault.slot)")
        try team.forget("alice")
        #expect(refusal() == .team(.history(.slots)))
    }

    @Test func `gets no write accepted that a reader with all its rights has signed`() throws {
        try team.take("rita", as: .reader)
        let rita = try team.unlocked("rita")
        let store = try #require(rita.store as? TeamStore)
        let newest = try #require(store.history.newest)
        let key = try #require(rita.key as? InMemoryVaultKey)
        let row = try #require(
            ManifestRow(
                try key.attest(
                    .next(
                        ManifestStep(
                            after: newest.row, time: 1,
                            directories: Manifest.bytes(of: newest.manifest.directories),
                            events: [])))))
        let content = try ManifestStatement(
            author: store.identity.member, roster: store.history.roster,
            slotDigest: newest.slotDigest, row: row, events: [])
        let forged = SignedStatement(
            .manifest, of: rita.vaultID, after: store.history.head, content.bytes,
            by: store.identity.keys.signing)
        let hex = { (bytes: [UInt8]) in bytes.map { String(format: "%02x", $0) }.joined() }
        let epoch = newest.manifest.epoch + 1
        try team.database.psql(
            """
            INSERT INTO osc_vault.manifest VALUES (\(epoch), decode('\(hex(forged.body))', 'hex'), \
            decode('\(hex(forged.signature))', 'hex'))
            """)
        #expect(refusal() == .team(.history(.notAllowed(epoch: epoch))))
    }

    @Test func `can't make two members believe in two histories who compare their heads`() throws {
        try written("second")
        let alice = try team.unlocked()
        let head = try #require(alice.team?.head)
        #expect(try alice.compare(#require(SpokenHead(head.description))) == .same)
        let other = TeamHead(epoch: head.epoch, head: [UInt8](repeating: 7, count: 32))
        #expect(try alice.compare(#require(SpokenHead(other.description))) == .forked)
        let later = TeamHead(epoch: head.epoch + 1, head: head.head)
        #expect(try alice.compare(#require(SpokenHead(later.description))) == .newer)
        #expect(SpokenHead("nothing") == nil)
    }
}
