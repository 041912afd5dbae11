import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// Passwords, recovery codes and key files come and go; the vault's key stays.
@Suite("Changing what opens a vault")
struct SlotChangeTests {
    private let fixture: VaultFixture
    private let file = (0..<32).map { UInt8($0) * 7 + 10 }

    init() throws { fixture = try VaultFixture() }

    private func old() -> Credential { .password(bytes(VaultFixture.password)) }
    private func keyFile() throws -> KeyFile { try KeyFile(SecretBytes(copying: file)) }

    @discardableResult
    private func open(_ credential: consuming Credential) throws -> OpenedSlot {
        try LockedVault.open(fixture.files).slots.open(with: credential)
    }

    /// Puts a credential into a slot, in place of whatever is there.
    @discardableResult
    private func place(
        _ credential: borrowing Credential, at number: UInt32, by opener: consuming Credential
    ) throws -> UInt64 {
        let locked = try LockedVault.open(fixture.files)
        let opened = try locked.slots.open(with: opener)
        let slot = try opened.sealing(for: credential, as: number, cost: .floor)
        return try write(opened.slots.placing(slot), by: opened, in: locked)
    }

    private func write(
        _ slots: KeySlots, by opened: borrowing OpenedSlot, in locked: LockedVault
    ) throws -> UInt64 {
        var vault = try locked.unlock(with: opened)
        let old = opened.slots
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.replace(old, with: slots)
        }
        return vault.epoch
    }

    private func remove(_ number: UInt32) throws {
        let locked = try LockedVault.open(fixture.files)
        let opened = try locked.slots.open(with: old())
        _ = try write(opened.slots.removing(number), by: opened, in: locked)
    }

    @Test func `a new password opens the vault and the old one no longer, in one write`() throws {
        var vault = try fixture.unlocked()
        try fixture.add(fixture.record(name: "alice"), secret: "SECRET", to: &vault)
        let keyID = vault.key.keyID
        #expect(try place(.password(bytes("another")), at: 0, by: old()) == vault.epoch + 1)
        #expect(throws: VaultError.wrongPassword) { try open(old()) }
        let again = try LockedVault.open(fixture.files).unlock(password: bytes("another"))
        #expect(again.key.keyID == keyID, "an agent that has the key goes on having it")
        let key = try #require(again.contents.keys().first)
        #expect(text(try again.secret(of: key.id)) == "SECRET")
        #expect(try again.verify() == 1)
    }

    @Test func `a key file opens it alone, and another file does not`() throws {
        try place(.keyFile(keyFile()), at: 2, by: old())
        #expect(try open(.keyFile(keyFile())).slot.number == 2)
        #expect(throws: VaultError.wrongPassword) { try open(.keyFile(.random())) }
        _ = try open(old())
    }

    @Test func `a password and a key file open it together only`() throws {
        let both = Credential.passwordAndKeyFile(.init(bytes("together"), try keyFile()))
        try place(both, at: 2, by: old())
        #expect(
            try open(.passwordAndKeyFile(.init(bytes("together"), keyFile()))).slot.number == 2)
        #expect(throws: VaultError.wrongPassword) { try open(.password(bytes("together"))) }
        #expect(throws: VaultError.noSuchSlot) { try open(.keyFile(keyFile())) }
        #expect(throws: VaultError.wrongPassword) {
            try open(.passwordAndKeyFile(.init(bytes("together"), .random())))
        }
        #expect(throws: VaultError.wrongPassword) {
            try open(.passwordAndKeyFile(.init(bytes("wrong"), keyFile())))
        }
    }

    @Test(arguments: [0, 31, 33])
    func `a key file has 32 bytes`(count: Int) {
        #expect(throws: VaultError.malformedKeyFile(bytes: count)) {
            _ = try KeyFile(SecretBytes(copying: [UInt8](repeating: 7, count: count)))
        }
    }

    @Test func `a slot that was removed opens nothing, and the last one stays`() throws {
        try remove(1)
        #expect(throws: VaultError.noSuchSlot) {
            try open(.recoveryCode(RecoveryCode(parsing: fixture.recoveryText())))
        }
        #expect(throws: VaultError.lastSlot) { try remove(0) }
        #expect(throws: VaultError.noSuchEntry(.slot, "5")) { try remove(5) }
    }

    @Test func `an old slot that is put back opens nothing, whoever has its password`() throws {
        let raw = try RawDatabase(fixture.files.database.string)
        let before = try #require(raw.run("SELECT body FROM slot WHERE number = 0").first)
        try place(.password(bytes("another")), at: 0, by: old())
        try raw.run("UPDATE slot SET body = ?1 WHERE number = 0", before)
        #expect(throws: VaultError.damaged("the slots are not those of the manifest")) {
            _ = try LockedVault.open(fixture.files).unlock(password: bytes(VaultFixture.password))
        }
        try raw.run("DELETE FROM slot WHERE number = 0")
        try raw.run("INSERT INTO slot VALUES (2, ?1)", before)
        #expect(throws: VaultError.damaged("a slot stands in another's place")) {
            try LockedVault.open(fixture.files)
        }
    }

    @Test func `a removed slot that is put back, or one taken away, is noticed`() throws {
        let raw = try RawDatabase(fixture.files.database.string)
        let recovery = try #require(raw.run("SELECT body FROM slot WHERE number = 1").first)
        try raw.run("DELETE FROM slot WHERE number = 1")
        #expect(throws: VaultError.damaged("the slots are not those of the manifest")) {
            _ = try fixture.unlocked()
        }
        try raw.run("INSERT INTO slot VALUES (1, ?1)", recovery)
        try remove(1)
        try raw.run("INSERT INTO slot VALUES (1, ?1)", recovery)
        let code = try RecoveryCode(parsing: fixture.recoveryText())
        #expect(throws: VaultError.damaged("the slots are not those of the manifest")) {
            _ = try LockedVault.open(fixture.files).unlock(recoveryCode: code)
        }
    }

    @Test
    func `the whole file from before is refused here, and opens by the old password elsewhere`()
        throws
    {
        let database = URL(filePath: fixture.files.database.string)
        let before = try Data(contentsOf: database)
        try place(.password(bytes("another")), at: 0, by: old())
        try before.write(to: database)
        #expect(throws: VaultError.rolledBack(found: 1, expected: 2)) { _ = try fixture.unlocked() }
        // A machine that has not seen the newer one can't know.
        let state = URL(filePath: fixture.files.stateDirectory.string)
        try FileManager.default.removeItem(at: state)
        #expect(try fixture.unlocked().warnings == [.firstUseHere])
    }

    @Test func `of two changes at once one is told`() throws {
        let locked = try LockedVault.open(fixture.files)
        let first = try locked.slots.open(with: old())
        try place(.keyFile(keyFile()), at: 2, by: old())
        let slot = try first.sealing(for: .keyFile(.random()), as: 2, cost: .floor)
        #expect(throws: VaultError.slotsChanged) {
            _ = try write(first.slots.placing(slot), by: first, in: locked)
        }
        #expect(try open(.keyFile(keyFile())).slot.number == 2, "nothing of it was written")
    }

    @Test func `takes eight and no more`() throws {
        for number in 2..<UInt32(8) { try place(.keyFile(keyFile()), at: number, by: old()) }
        let slots = try LockedVault.open(fixture.files).slots
        #expect(throws: VaultError.allSlotsTaken) { try slots.freeNumber() }
        #expect(try slots.removing(4).freeNumber() == 4)
        #expect(try fixture.unlocked().slots.map(\.number) == Array(0..<8))
    }

    @Test func `refuses a password whose derivation all slots together can't afford`() throws {
        let locked = try LockedVault.open(fixture.files)
        let opened = try locked.slots.open(with: old())
        let costly = Slot(
            sealing: bytes("0123456789abcdef0123456789abcdef"),
            root: bytes("0123456789abcdef0123456789abcdef"), kind: .password, number: 2,
            vaultID: locked.slots.vaultID, keyEpoch: 1, salt: RecordID.random().bytes,
            parameters: KeyDerivationParameters(uncheckedMemoryKiB: 1 << 20, passes: 8))
        #expect(throws: VaultError.slotsTooCostly) { try opened.slots.placing(costly) }
    }
}
