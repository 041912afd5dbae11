import SecretMemory
import Testing

@testable import Vault

@Suite("The login of a profile's proxy")
struct SealedLoginTests {
    private static func key() -> any VaultKey {
        InMemoryVaultKey(
            SecretBytes(copying: [UInt8](repeating: 7, count: 32).span.bytes), vaultID: .random(),
            keyEpoch: 1)
    }

    private var login: SecretBytes { SecretBytes(copying: Array("me:secret".utf8).span.bytes) }

    @Test func `opens where it was sealed`() throws {
        let seal = LoginSeal(Self.key())
        let profile = RecordID.random()
        let sealed = try seal.seal(login, of: profile)
        #expect(try seal.open(sealed, of: profile).isEqual(to: login))
        #expect(sealed.box != (try seal.seal(login, of: profile)).box)
    }

    @Test func `opens in no other profile, and in no other vault`() throws {
        let seal = LoginSeal(Self.key())
        let profile = RecordID.random()
        let sealed = try seal.seal(login, of: profile)
        #expect(throws: VaultError.self) { _ = try seal.open(sealed, of: .random()) }
        #expect(throws: VaultError.self) {
            _ = try LoginSeal(Self.key()).open(sealed, of: profile)
        }
    }

    @Test func `is no key's secret, though it has the same id`() throws {
        let key = Self.key()
        let id = RecordID.random()
        let sealed = try LoginSeal(key).seal(login, of: id)
        #expect(throws: VaultError.self) {
            _ = try key.open(sealed.box, under: .secret(id, generation: 1), type: SecretRow.type)
        }
    }
}
