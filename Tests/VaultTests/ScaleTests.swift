import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// Makes a large vault for `scripts/measure-scale`; an ordinary run has no use for it.
@Suite("A vault of many keys")
struct ScaleTests {
    private static let home = ProcessInfo.processInfo.environment["VAULT_SCALE_HOME"]

    @Test(.enabled(if: home != nil, "set VAULT_SCALE_HOME to make one"))
    func `holds as many keys as VAULT_SCALE_KEYS says`() throws {
        let home = try #require(Self.home)
        let count = Int(ProcessInfo.processInfo.environment["VAULT_SCALE_KEYS"] ?? "") ?? 100_000
        let files = VaultFiles(
            database: FilePath(home + "/data/osc-vault/vault.db"),
            stateDirectory: FilePath(home + "/state/osc-vault"))
        try LockedVault.create(
            files, password: bytes(VaultFixture.password), recoveryCode: nil, parameters: .floor,
            at: .now)
        var vault = try LockedVault.open(files).unlock(password: bytes(VaultFixture.password))
        let profile = Profile(
            name: try #require(EntryName("work")), region: "eu-west-2", isDefault: true)
        let names = try (0..<count).map { try #require(EntryName("key-\($0)")) }
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(profile)
            for (index, name) in names.enumerated() {
                let record = KeyRecord(
                    id: .random(), name: name, profile: profile.id, user: "user-\(index % 500)",
                    accessKeyID: "AK" + String(index + 100_000_000_000_000_000), state: .active,
                    createdAt: Date(timeIntervalSince1970: 1_700_000_000),
                    expiresAt: Date(timeIntervalSince1970: 2_000_000_000 + Double(index)),
                    tag: "vlt1-aaaaaaaaaaaaaaaaaaaaaaaaaa", storedAt: .now, verifiedAt: .now)
                try transaction.add(record, secret: bytes(String(repeating: "S", count: 40)))
            }
        }
        #expect(vault.contents.keyCount == count)
    }
}
