import SecretMemory
import Testing

@testable import Vault

@Suite("A member's keys")
struct MemberKeyTests {
    /// RFC 8032, 7.1, tests 1 and 2.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ])
    func `sign as RFC 8032 says`(
        seed: String, publicKey: String, message: String, signature: String
    ) throws {
        let key = SigningKey(seed: SecretBytes(copying: try #require(unhex(seed))))
        let message = try #require(unhex(message))
        #expect(key.publicKey == unhex(publicKey))
        #expect(key.signature(of: message) == unhex(signature))
        #expect(
            SigningKey.isGenuine(
                try #require(unhex(signature)), of: message, by: key.publicKey))
        #expect(
            !SigningKey.isGenuine(
                try #require(unhex(signature)), of: message + [0], by: key.publicKey))
    }

    @Test func `open what was sealed for them, and nothing that has changed`() throws {
        let bob = Person("bob")
        let sealed = ReceivingKey.seal(bytes("the vault's key"), for: bob.publicKeys.receiving)
        let box = try #require(sealed)
        #expect(bob.keys.receiving.openedText(box) == "the vault's key")
        #expect(Person("eve").keys.receiving.openedText(box) == nil)
        for index in box.indices {
            var changed = box
            changed[index] ^= 1
            #expect(bob.keys.receiving.openedText(changed) == nil, "byte \(index)")
        }
        #expect(bob.keys.receiving.openedText([UInt8](repeating: 0, count: 47)) == nil)
    }

    @Test func `are sealed in a file that opens with its password alone`() throws {
        let (seed, founding) = ([UInt8](repeating: 5, count: 32), [UInt8](repeating: 6, count: 32))
        let (member, vaultID) = (RecordID.random(), RecordID.random())
        let file = try MemberFile(
            sealing: SecretBytes(copying: seed), of: member, in: vaultID, founding: founding,
            under: bytes("correct horse battery staple"), cost: .floor)
        #expect(file.bytes.count == MemberFile.byteCount)
        let read = try MemberFile(reading: file.bytes)
        let opened = try read.open(password: bytes("correct horse battery staple"))
        #expect(opened.member == member && opened.vaultID == vaultID)
        #expect(opened.founding == founding)
        #expect(
            opened.keys.publicKeys
                == MemberKeys(seed: SecretBytes(copying: seed)).publicKeys)
        #expect(throws: VaultError.wrongPassword) { _ = try read.open(password: bytes("wrong")) }
    }

    @Test func `are not had from a file that was changed or cut off`() throws {
        let file = try MemberFile(
            sealing: SecretBytes(randomCount: 32), of: .random(), in: .random(),
            founding: SignedStatement.origin, under: bytes("p"), cost: .floor)
        for index in stride(from: 0, to: file.bytes.count, by: 29) {
            var changed = file.bytes
            changed[index] ^= 1
            #expect(throws: VaultError.self, "byte \(index)") {
                _ = try MemberFile(reading: changed).open(password: bytes("p"))
            }
        }
        #expect(throws: VaultError.damaged("it is no member's file")) {
            _ = try MemberFile(reading: file.bytes.dropLast())
        }
    }
}

@Suite("The vault's key, sealed for a member")
struct MemberSlotTests {
    private func key(_ team: Team, epoch: UInt64 = 1) -> [UInt8] {
        [UInt8](repeating: UInt8(epoch), count: 32)
    }

    @Test func `opens for that member, as the roster names it`() throws {
        var team = try Team()
        let vaultKey = SecretBytes(copying: key(team))
        let keyID = InMemoryVaultKey(
            SecretBytes(copying: key(team)), vaultID: team.vaultID, keyEpoch: 1
        ).keyID
        team.roster.keyID = keyID
        let alice = try #require(team.roster.member(team.alice.id))
        let sealed = MemberSlot(sealing: vaultKey, of: team.vaultID, keyEpoch: 1, for: alice)
        let slot = try #require(sealed)
        #expect(slot.box.count == MemberSlot.byteCount)
        #expect(try slot.open(with: team.alice.keys.receiving, in: team.roster).keyID == keyID)
        #expect(throws: VaultError.self) {
            _ = try slot.open(with: Person("eve").keys.receiving, in: team.roster)
        }
    }

    @Test func `is refused for another member, epoch or vault, and with a key of the server's`()
        throws
    {
        var team = try Team()
        let keyID = InMemoryVaultKey(
            SecretBytes(copying: key(team)), vaultID: team.vaultID, keyEpoch: 1
        ).keyID
        team.roster.keyID = keyID
        let alice = try #require(team.roster.member(team.alice.id))
        let another = Member(
            id: .random(), name: alice.name, role: .admin, keys: alice.keys)
        let server = SecretBytes(randomCount: 32)
        let slots = [
            MemberSlot(
                sealing: SecretBytes(copying: key(team)), of: team.vaultID, keyEpoch: 1,
                for: another),
            MemberSlot(
                sealing: SecretBytes(copying: key(team)), of: team.vaultID, keyEpoch: 2,
                for: alice),
            MemberSlot(
                sealing: SecretBytes(copying: key(team)), of: .random(), keyEpoch: 1, for: alice),
            MemberSlot(sealing: server, of: team.vaultID, keyEpoch: 1, for: alice),
        ]
        for (number, slot) in slots.enumerated() {
            let slot = try #require(slot)
            let shown = MemberSlot(member: alice.id, keyEpoch: 1, box: slot.box)
            #expect(throws: VaultError.self, "slot \(number)") {
                _ = try shown.open(with: team.alice.keys.receiving, in: team.roster)
            }
        }
    }
}
