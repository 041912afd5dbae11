import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

@Suite("Tampering with a slot")
struct SlotTamperingTests {
    /// Some bytes of the password slot, and what must come of them before any password is asked for.
    struct Edit: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let offset: Int
        let bytes: [UInt8]
        let refusal: VaultError
    }

    @Test(arguments: edits)
    func `is refused before there is a password, so before anything is allocated`(edit: Edit)
        throws
    {
        let victim = try Victim()
        try victim.edit(slot: 0, at: edit.offset, edit.bytes)
        #expect(throws: edit.refusal) { try LockedVault.open(victim.scratch.files) }
    }

    @Test(
        arguments: [
            ("a key file's type", 5, 2), ("a pass more", 8, 4), ("a MiB more", 13, 4),
            ("the salt", 63, 0), ("the nonce", 64, 0), ("the box", 88, 0), ("the tag", 167, 0),
        ] as [(String, Int, UInt8)])
    func `a slot that looks right opens for no password`(
        name: String, offset: Int, byte: UInt8
    ) throws {
        let victim = try Victim()
        let old = try victim.slot(0)[offset]
        try victim.edit(slot: 0, at: offset, [byte == old ? byte ^ 1 : byte])
        let locked = try LockedVault.open(victim.scratch.files)
        #expect(throws: offset == 5 ? VaultError.noSuchSlot : .wrongPassword) {
            _ = try locked.unlock(password: bytes(VaultFixture.password))
        }
        #expect(throws: VaultError.damaged("the slots are not those of the manifest")) {
            try victim.read()
        }
    }

    @Test(arguments: [0, 1])
    func `no byte of a slot can change unnoticed, by whatever root it is opened`(number: Int)
        throws
    {
        let victim = try Victim()
        let genuine = try victim.slot(number)
        let root = try victim.root(of: Slot(reading: genuine))
        _ = try Slot(reading: genuine).open(root: root)
        for index in genuine.indices {
            for mask in [0x01, 0x80, 0xFF] as [UInt8] {
                var bytes = genuine
                bytes[index] ^= mask
                #expect(throws: VaultError.self, "byte \(index), mask \(mask)") {
                    _ = try Slot(reading: bytes).open(root: root)
                }
            }
        }
    }

    @Test(arguments: [0, 1, 167, 169, 336])
    func `a slot of another length is refused`(count: Int) throws {
        let victim = try Victim()
        let bytes = try Array((victim.slot(0) + victim.slot(1) + [0]).prefix(count))
        #expect(throws: VaultError.damaged("a key slot is damaged")) {
            try Slot(reading: bytes)
        }
    }

    @Test func `another vault's slot with the same password opens nothing here`() throws {
        let victim = try Victim()
        let other = try VaultFixture()
        let slots = try RawDatabase(other.files.database.string)
            .run("SELECT body FROM slot ORDER BY number")
        for (number, slot) in slots.enumerated() { try victim.edit(slot: number, at: 0, slot) }
        let locked = try LockedVault.open(victim.scratch.files)
        #expect(throws: VaultError.damaged("the manifest's MAC is wrong")) {
            _ = try locked.unlock(password: bytes(VaultFixture.password))
        }
    }
}

extension SlotTamperingTests {
    static let edits: [Edit] = [
        edit("another magic", 3, [0x32], .damaged("a key slot is damaged")),
        edit("another version", 4, [2], .damaged("a key slot is damaged")),
        edit(
            "a member's type", 5, [4],
            .damaged("a slot is of kind 4, which format 1 does not have")),
        edit(
            "a recovery slot's type", 5, [3],
            .damaged("a slot without a password asks for a derivation")),
        edit(
            "a key file's type", 5, [5],
            .damaged("a slot without a password asks for a derivation")),
        edit("Argon2i", 6, [1], .damaged("a slot's derivation is unknown")),
        edit("no derivation", 6, [0], .damaged("a slot's derivation is unknown")),
        edit("the reserved byte", 7, [1], .damaged("a slot's reserved byte is not zero")),
        cost("2 passes", 2, 65_536),
        cost("no pass", 0, 65_536),
        cost("a KiB below 64 MiB", 3, 65_535),
        cost("8 KiB", 3, 8),
        cost("4 TiB", 3, .max),
        cost("a KiB above 1 GiB", 3, 1_048_577),
        cost("17 passes", 17, 65_536),
        cost("4 billion passes", .max, 65_536),
        cost("9 passes over 1 GiB", 9, 1_048_576),
        edit("two lanes", 16, [2], .damaged("a slot's derivation is unknown")),
        edit("the number", 20, [7], .damaged("a slot stands in another's place")),
        edit(
            "a number too high", 20, [8], .damaged("a slot has the number 8, and the highest is 7")),
        edit("another key's epoch", 40, [2], .damaged("the vault has a slot of another key")),
        edit(
            "the vault's id", 24, [UInt8](repeating: 9, count: 16),
            .damaged("the vault has no slot, or one of another vault")),
    ]

    private static func edit(
        _ name: String, _ offset: Int, _ bytes: [UInt8], _ refusal: VaultError
    ) -> Edit {
        Edit(testDescription: name, offset: offset, bytes: bytes, refusal: refusal)
    }

    private static func cost(
        _ name: String, _ passes: UInt32, _ memory: UInt32
    ) -> Edit {
        let refusal = VaultError.damaged(
            "a slot's parameters are below the floor or above the ceiling")
        var writer = ByteWriter()
        writer.append(passes)
        writer.append(memory)
        return edit(name, 8, writer.bytes, refusal)
    }
}

extension Victim {
    func slot(_ number: Int) throws -> [UInt8] {
        try #require(raw().run("SELECT body FROM slot WHERE number = \(number)").first)
    }

    func edit(slot number: Int, at offset: Int, _ bytes: [UInt8]) throws {
        var slot = try slot(number)
        slot.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
        try raw().run("UPDATE slot SET body = ?1 WHERE number = \(number)", slot)
    }

    func root(of slot: Slot) throws -> SecretBytes {
        guard let parameters = slot.parameters else {
            let code = RecoveryCode(bytes: SecretBytes(copying: stored.recoveryCode))
            return Slot.root(recoveryCode: code, salt: slot.salt)
        }
        return try Slot.root(
            password: bytes(VaultFixture.password), salt: slot.salt, parameters)
    }
}
