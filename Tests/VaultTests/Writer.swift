import Foundation
import SecretMemory
import Synchronization
import SystemPackage
import Testing

@testable import Vault

/// Somebody who writes a vault: in this process or in another.
struct Writer: Sendable {
    let files: VaultFiles
    let code: [UInt8]

    init(files: VaultFiles, code: [UInt8]) { (self.files, self.code) = (files, code) }

    init(path: String, code: [UInt8]) { self.init(files: Self.files(in: path), code: code) }

    static func files(in path: String) -> VaultFiles {
        VaultFiles(
            database: FilePath(path + "/data/vault.db"), stateDirectory: FilePath(path + "/state"))
    }

    /// Adds keys one write at a time, as a command does: with the lock, and the vault opened anew.
    func write(_ count: Int, as writer: Int) throws {
        for number in 0..<count {
            let lock = try VaultLock(acquiring: files, waiting: 60)
            var vault = try StoredVault.unlock(files, code)
            try add("w\(writer)-\(number)", to: &vault)
            _ = consume lock
        }
    }

    /// Adds keys through one connection, with SQLite's own locks alone.
    func writeUnlocked(_ count: Int, as writer: Int) throws {
        var vault = try StoredVault.unlock(files, code)
        for number in 0..<count { try add("w\(writer)-\(number)", to: &vault) }
    }

    private func add(_ name: String, to vault: inout UnlockedVault) throws {
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.add(Samples.record(name: name), secret: bytes(name))
            try transaction.record(AuditEvent(at: .now, action: .stored, key: name))
        }
    }

    /// Notes events as fast as it can, until the vault has another key or nobody waits for that any more.
    func noteUntilRefused(counting noted: Counter, until end: Flag) throws {
        defer { end.raise() }
        var vault = try StoredVault.unlock(files, code)
        while !end.isRaised {
            let event = AuditEvent(at: .now, action: .revealed, key: "key")
            do { try vault.note(event) } catch { return }
            noted.add()
        }
    }

    func rekey() throws {
        let opened = try LockedVault.open(files).slots.open(
            with: .recoveryCode(RecoveryCode(bytes: SecretBytes(copying: code))))
        var new = try NewVaultKey(after: opened)
        try new.add(recoveryCode: RecoveryCode(bytes: SecretBytes(copying: code)), as: 1)
        var vault = try LockedVault.open(files).unlock(with: opened)
        try vault.rekey(to: new, at: .now)
    }

    /// Each write puts a pair of keys in the last pair's place.
    func writePairs(_ count: Int) throws {
        var vault = try StoredVault.unlock(files, code)
        for number in 0..<count {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                for key in try transaction.contents.keys() { try transaction.removeKey(key.id) }
                for side in ["left", "right"] {
                    try transaction.add(
                        Samples.record(name: "\(side)-\(number)"), secret: bytes("\(number)"))
                }
            }
        }
    }

    /// Opens the vault and finds no pair or one whole pair.
    func expectPairs() throws {
        let names = try StoredVault.unlock(files, code).contents.keys().map(\.name.description)
        let numbers = Set(names.compactMap { $0.split(separator: "-").last })
        #expect(names.isEmpty || (names.count == 2 && numbers.count == 1), "\(names)")
    }
}

/// Runs `body` on a thread that may wait for a lock.
func onThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

final class Flag: Sendable {
    private let value = Atomic(false)
    var isRaised: Bool { value.load(ordering: .acquiring) }
    func raise() { value.store(true, ordering: .releasing) }
}

/// How often something has happened on another thread.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }
    func add() { count.add(1, ordering: .acquiringAndReleasing) }
}
