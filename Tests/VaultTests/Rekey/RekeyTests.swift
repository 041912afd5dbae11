import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// A vault gets another key: everything in it is sealed anew, or nothing is.
@Suite("A vault that gets another key")
struct RekeyTests {
    private let victim: Victim

    init() throws { victim = try Victim() }

    private var files: VaultFiles { victim.scratch.files }

    private func code() -> RecoveryCode {
        RecoveryCode(bytes: SecretBytes(copying: victim.stored.recoveryCode))
    }

    private func opened() throws -> OpenedSlot {
        try LockedVault.open(files).slots.open(with: .recoveryCode(code()))
    }

    /// With the recovery code kept, and the password's slot dropped.
    private func rekey(at date: Date = .now) throws {
        let opened = try opened()
        var new = try NewVaultKey(after: opened)
        try new.add(recoveryCode: code(), as: 1)
        var vault = try LockedVault.open(files).unlock(with: opened)
        try vault.rekey(to: new, at: date)
    }

    private func database() throws -> Data { try Data(contentsOf: victim.scratch.database) }

    @Test func `holds what it held, under boxes that are all others`() throws {
        var vault = try victim.unlocked()
        let login = try LoginSeal(vault.key).seal(bytes("proxy:password"), of: Samples.profile.id)
        var profile = Samples.profile
        profile.proxyLogin = login
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(profile)
        }
        let before = try victim.read()
        let (epoch, keyID) = (vault.epoch, vault.key.keyID)
        let boxes = try allBoxes()
        try rekey()
        let again = try victim.unlocked()
        #expect(again.epoch == epoch + 1 && again.key.keyEpoch == 2 && again.key.keyID != keyID)
        let after = try victim.read()
        #expect(after.keys == before.keys && after.secrets == before.secrets)
        #expect(after.intents == before.intents)
        #expect(after.events.dropLast() == before.events[...])
        #expect(after.events.last?.event.action == .rekeyed)
        let sealed = try #require(again.contents.profiles.first?.proxyLogin)
        #expect(try text(LoginSeal(again.key).open(sealed, of: profile.id)) == "proxy:password")
        #expect(try allBoxes().isDisjoint(with: boxes))
        #expect(again.slots.map(\.number) == [1])
    }

    private func allBoxes() throws -> Set<[UInt8]> {
        var boxes: Set<[UInt8]> = []
        for table in ["audit", "directory", "node", "page", "secret", "slot"] {
            boxes.formUnion(try victim.raw().run("SELECT body FROM \(table)"))
        }
        // What has no page has no digest either.
        return boxes.filter { !$0.isEmpty }
    }

    @Test func `goes on as any vault does, by name and by id`() throws {
        try rekey()
        var vault = try victim.unlocked()
        let name = try #require(EntryName("key-42"))
        let key = try #require(try vault.contents.key(named: name))
        #expect(try text(vault.secret(of: key.id)) == "SECRET-OF-key-42")
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.removeKey(key.id)
            try transaction.add(Samples.record(name: "new"), secret: bytes("NEW"))
        }
        try vault.note(AuditEvent(at: .now, action: .revealed, key: "new"))
        try rekey()
        #expect(try victim.unlocked().key.keyEpoch == 3)
        #expect(try victim.read().secrets.count == 70)
    }

    @Test func `is opened no more by what the new key has no slot for`() throws {
        try rekey()
        let locked = try LockedVault.open(files)
        #expect(throws: VaultError.noSuchSlot) {
            _ = try locked.unlock(password: bytes(VaultFixture.password))
        }
    }

    @Test func `takes no slot of the former key, whoever puts it back`() throws {
        let old = try victim.slot(0)
        try rekey()
        try victim.raw().run("INSERT INTO slot VALUES (0, ?1)", old)
        #expect(throws: VaultError.damaged("the vault has a slot of another key")) {
            try LockedVault.open(files)
        }
        try victim.raw().run("DELETE FROM slot WHERE number = 1")
        #expect(throws: VaultError.self) {
            _ = try LockedVault.open(files).unlock(password: bytes(VaultFixture.password))
        }
    }

    @Test func `refuses the whole file from before, whose key has not made the mark`() throws {
        let before = try database()
        let epoch = try victim.unlocked().epoch
        try rekey()
        try victim.replace(with: before)
        let foreign = ForeignMark(
            path: victim.mark.path, claimedEpoch: epoch + 1, epoch: epoch, keyEpoch: 1,
            rekeyedAt: nil)
        #expect(throws: VaultError.foreignMark(foreign)) { _ = try victim.unlocked() }
    }

    @Test func `brings the spool's events in, and leaves an empty one`() throws {
        var vault = try victim.unlocked()
        try vault.note(AuditEvent(at: .now, action: .revealed, key: "key-1"))
        try rekey()
        let actions = try victim.unlocked().auditTrail().map(\.event.action)
        #expect(actions.suffix(2) == [.revealed, .rekeyed])
        #expect(try SpoolFile.content(in: files).records.isEmpty)
    }

    @Test func `tells whoever has it open by the former key that there is another`() throws {
        let open = try victim.unlocked()
        let closed = try victim.unlocked().closed()
        try rekey()
        let refusal = VaultError.keyUnavailable("another command has given the vault a new key")
        let key = try #require(victim.stored.secrets.keys.first)
        #expect(throws: refusal) { _ = try open.secret(of: key) }
        #expect(throws: refusal) { _ = try closed.opened() }
    }

    @Test func `is left as it was where other slots have come meanwhile`() throws {
        let first = try opened()
        var new = try NewVaultKey(after: first)
        try new.add(recoveryCode: code(), as: 1)
        var vault = try LockedVault.open(files).unlock(with: first)
        let slot = try first.sealing(for: .keyFile(.random()), as: 3, cost: .floor)
        let (old, slots) = (first.slots, try first.slots.placing(slot))
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.replace(old, with: slots)
        }
        let before = try database()
        #expect(throws: VaultError.slotsChanged) { try vault.rekey(to: new, at: .now) }
        #expect(try database() == before)
    }

    @Test func `is left as it was where a row is damaged, whichever it is`() throws {
        for statement in [
            "UPDATE secret SET body = zeroblob(length(body)) WHERE id = (SELECT max(id) FROM secret)",
            "UPDATE audit SET body = zeroblob(length(body)) WHERE sequence = 3",
            "DELETE FROM audit WHERE sequence = 3",
            "UPDATE page SET body = zeroblob(length(body)) WHERE place = (SELECT max(place) FROM page)",
            "INSERT INTO secret SELECT randomblob(16), 1, body FROM secret LIMIT 1",
        ] {
            let other = try Victim()
            try other.raw().run(statement)
            let before = try Data(contentsOf: other.scratch.database)
            let opened = try LockedVault.open(other.scratch.files).slots.open(
                with: .recoveryCode(code()))
            var new = try NewVaultKey(after: opened)
            try new.add(recoveryCode: code(), as: 1)
            let refusal = #expect(throws: VaultError.self, "\(statement)") {
                var vault = try LockedVault.open(other.scratch.files).unlock(with: opened)
                try vault.rekey(to: new, at: .now)
            }
            guard case .damaged = refusal else {
                Issue.record("\(String(describing: refusal)): \(statement)")
                continue
            }
            #expect(try Data(contentsOf: other.scratch.database) == before)
        }
    }

    @Test func `waits until nothing outside is sealed under the present one`() throws {
        var vault = try victim.unlocked()
        let intent = Samples.intent(Samples.issue(.elsewhere))
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(intent)
        }
        #expect(throws: VaultError.sealedElsewhere(.directory)) { try rekey() }
        let landing = try LandingFile(
            reserving: .random(),
            in: FilePath(victim.scratch.database.deletingLastPathComponent().path))
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.settle(intent: intent.id)
        }
        try rekey()
        let now = try victim.unlocked()
        try landing.land(
            SealedKey(sealing: bytes("LANDED"), of: Samples.record(name: "landed"), key: now.key),
            of: now)
        #expect(throws: VaultError.sealedElsewhere(.landing)) { try rekey() }
    }

    /// Whoever writes to the directory could keep the vault from a new key otherwise.
    @Test func `waits for no file that opens by no key and that no creation has reserved`() throws {
        let folder = victim.scratch.database.deletingLastPathComponent()
        let name = LandingFile.prefix + RecordID.random().description
        try victim.scratch.write(
            Data(repeating: 0x7A, count: 200), to: folder.appending(path: name))
        #expect(try victim.unlocked().landings().count == 1)
        try rekey()
    }
}
