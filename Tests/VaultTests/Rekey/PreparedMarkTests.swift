import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// The mark is of one key and the file of another for a moment: whatever ends the process then, the vault opens.
@Suite("A re-keying that was stopped")
struct PreparedMarkTests {
    private let victim: Victim
    private let before: Data
    private let oldMark: Data
    private let after: Data
    private let newMark: Data

    init() throws {
        victim = try Victim()
        (before, oldMark) = (
            try Data(contentsOf: victim.scratch.database), try Data(contentsOf: victim.mark)
        )
        try Self.rekey(victim)
        (after, newMark) = (
            try Data(contentsOf: victim.scratch.database), try Data(contentsOf: victim.mark)
        )
    }

    private static func rekey(_ victim: Victim) throws {
        let code = RecoveryCode(bytes: SecretBytes(copying: victim.stored.recoveryCode))
        let locked = try LockedVault.open(victim.scratch.files)
        let opened = try locked.slots.open(
            with: .recoveryCode(
                RecoveryCode(bytes: SecretBytes(copying: victim.stored.recoveryCode))))
        var new = try NewVaultKey(after: opened)
        try new.add(recoveryCode: code, as: 1)
        var vault = try locked.unlock(with: opened)
        try vault.rekey(to: new, at: .now)
    }

    private var next: URL {
        URL(filePath: victim.scratch.files.preparedMark(for: victim.stored.vaultID).string)
    }

    /// The files as they are between the prepared mark and its end.
    private func stop(
        file: Data, mark: Data, prepared: Data?
    ) throws {
        try victim.replace(with: file)
        try victim.scratch.write(mark, to: victim.mark)
        try? FileManager.default.removeItem(at: next)
        if let prepared { try victim.scratch.write(prepared, to: next) }
    }

    private func preparedMark() throws -> Data {
        let vault = try victim.unlocked()
        try PreparedMark(vault.state).write(to: victim.scratch.files)
        return try Data(contentsOf: next)
    }

    @Test func `leaves no prepared mark when it ends by itself`() {
        #expect(!FileManager.default.fileExists(atPath: next.path))
    }

    @Test func `before the commit opens by the former key, and can be done again`() throws {
        let prepared = try preparedMark()
        try stop(file: before, mark: oldMark, prepared: prepared)
        let vault = try victim.unlocked()
        #expect(vault.warnings.isEmpty && vault.key.keyEpoch == 1)
        try Self.rekey(victim)
        #expect(try victim.unlocked().key.keyEpoch == 2)
        #expect(!FileManager.default.fileExists(atPath: next.path))
    }

    @Test func `after the commit opens by the new one, whose mark then stands`() throws {
        let prepared = try preparedMark()
        try stop(file: after, mark: oldMark, prepared: prepared)
        let vault = try victim.unlocked()
        #expect(vault.warnings.isEmpty && vault.key.keyEpoch == 2)
        #expect(try Data(contentsOf: victim.mark) == newMark)
        #expect(!FileManager.default.fileExists(atPath: next.path))
        // From here on the file from before is noticed.
        try victim.replace(with: before)
        #expect(throws: VaultError.self) { _ = try victim.unlocked() }
    }

    @Test(arguments: [0, 12, 13, 20, 21, 40, 80, 121])
    func `is not helped by a prepared mark that somebody has changed`(byte: Int) throws {
        var prepared = try preparedMark()
        prepared[byte] ^= 1
        try stop(file: after, mark: oldMark, prepared: prepared)
        #expect(throws: VaultError.self) { _ = try victim.unlocked() }
    }

    @Test func `is given up where no mark can be prepared, and the file stays as it was`() throws {
        try FileManager.default.createDirectory(at: next, withIntermediateDirectories: false)
        #expect(throws: VaultError.self) { try Self.rekey(victim) }
        #expect(try Data(contentsOf: victim.scratch.database) == after)
        try FileManager.default.removeItem(at: next)
        #expect(try victim.unlocked().key.keyEpoch == 2)
    }

    @Test func `is not helped by none`() throws {
        try stop(file: after, mark: oldMark, prepared: nil)
        let refusal = #expect(throws: VaultError.self) { _ = try victim.unlocked() }
        guard case .foreignMark = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }
}
