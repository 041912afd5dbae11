import Foundation
import SecretMemory
import SystemPackage

@testable import Vault

/// A vault in a folder of its own, removed with the value.
final class VaultFixture {
    static let password = "correct horse battery staple"

    let directory: URL
    let files: VaultFiles
    // swift-format-ignore: NeverForceUnwrap
    let profile = Profile(name: EntryName("work")!, region: "eu-west-2", isDefault: true)
    private let recovery: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID())")
        files = VaultFiles(
            database: FilePath(directory.appending(path: "data/vault.db").path),
            stateDirectory: FilePath(directory.appending(path: "state").path))
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
        )
        let code = RecoveryCode.random()
        recovery = text(code.text)
        try LockedVault.create(
            files, password: bytes(Self.password), recoveryCode: consume code,
            parameters: .floor, at: .now)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// By the recovery code, which costs no Argon2id, as long as the vault has it.
    func unlocked() throws -> UnlockedVault {
        let locked = try LockedVault.open(files)
        do {
            return try locked.unlock(recoveryCode: RecoveryCode(parsing: recoveryText()))
        } catch VaultError.wrongPassword, VaultError.noSuchSlot {
            return try locked.unlock(password: bytes(Self.password))
        }
    }

    func recoveryText() -> SecretBytes { bytes(recovery) }

    // swift-format-ignore: NeverForceUnwrap
    func record(name: String) -> KeyRecord {
        KeyRecord(
            id: .random(), name: EntryName(name)!, profile: profile.id, user: "alice",
            accessKeyID: "AK\(name)", state: .active, createdAt: Date(timeIntervalSince1970: 1_000),
            expiresAt: Date(timeIntervalSince1970: 2_000), tag: "vlt1-tag",
            storedAt: Date(timeIntervalSince1970: 1_001), verifiedAt: nil)
    }

    func add(_ record: KeyRecord, secret: String, to vault: inout UnlockedVault) throws {
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(record, secret: bytes(secret))
            try transaction.record(
                AuditEvent(at: record.storedAt, action: .stored, key: record.name.description))
        }
    }
}

/// Test secrets are made up, so they may lie in strings.
func bytes(_ text: String) -> SecretBytes { SecretBytes(copying: Array(text.utf8)) }

func text(_ secret: borrowing SecretBytes) -> String {
    secret.withBytes { span in span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } }
}
