import Foundation
import SecretMemory
import Testing

@testable import Vault

/// An agent's part: it knows a newest epoch, and how far the spool had come.
private final class Witness: VaultKey {
    let base: any VaultKey
    let newest: UInt64
    let isLocked: Bool
    let head: SpoolHead?

    init(_ base: any VaultKey, newest: UInt64, isLocked: Bool = false, head: SpoolHead? = nil) {
        (self.base, self.newest, self.isLocked, self.head) = (base, newest, isLocked, head)
    }

    var vaultID: RecordID { base.vaultID }
    var keyID: [UInt8] { base.keyID }
    var keyEpoch: UInt64 { base.keyEpoch }

    func seal(
        _ plaintext: RawSpan, under context: SealingContext, type: UInt16
    ) throws(VaultError) -> [UInt8] { throw .keyUnavailable("not asked") }

    func open(
        _ box: [UInt8], under context: SealingContext, type: UInt16
    ) throws(VaultError) -> SecretBytes { throw .keyUnavailable("not asked") }

    func attest(_ attestation: Attestation) throws(VaultError) -> [UInt8] {
        guard !isLocked else { throw .keyUnavailable("locked") }
        switch attestation {
        case .signed(let row):
            let isOld = row.counts.map { $0.epoch < newest } ?? true
            return [(isOld ? ManifestVerdict.outdated : .genuine).rawValue]
        case .next(let step):
            guard let epoch = step.previous.counts?.epoch, epoch >= newest else { throw .outdated }
        default: break
        }
        return try base.attest(attestation)
    }

    func perform(
        _ operations: [KeyOperation], meanwhile work: () -> Void
    ) throws(BatchError) -> [KeyResult] {
        guard !isLocked else { throw .key(.keyUnavailable("locked")) }
        return operations.map { _ in .bytes(head?.bytes ?? SpoolHead.noneBytes) }
    }
}

@Suite("A vault that a password opens while an agent is unlocked")
struct WitnessedKeyTests {
    private let victim: Victim
    private let locked: LockedVault
    private let own: InMemoryVaultKey

    init() throws {
        victim = try Victim(seen: false)
        locked = try LockedVault.open(victim.scratch.files)
        own = try locked.slots.key(
            recoveryCode: RecoveryCode(bytes: SecretBytes(copying: victim.stored.recoveryCode)))
    }

    private func key(newest: UInt64, isLocked: Bool = false) -> WitnessedKey {
        WitnessedKey(own, witness: Witness(own, newest: newest, isLocked: isLocked))
    }

    @Test func `is refused where the agent knows a newer one, and no mark is made of it`() throws {
        #expect(throws: VaultError.outdated) { _ = try locked.unlock(with: key(newest: 7)) }
        #expect(!FileManager.default.fileExists(atPath: victim.mark.path))
    }

    @Test func `opens where it is what the agent knows, or the agent has locked`() throws {
        #expect(try locked.unlock(with: key(newest: 6)).epoch == 6)
        #expect(try locked.unlock(with: key(newest: 7, isLocked: true)).epoch == 6)
    }

    @Test func `is written, and its slots change, as without an agent`() throws {
        var vault = try locked.unlock(with: key(newest: 6))
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.record(AuditEvent(at: .now, action: .exported))
        }
        let slots = locked.slots
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.replace(slots, with: slots.removing(0))
        }
        #expect(vault.epoch == 8 && vault.warnings == [.firstUseHere])
    }

    @Test func `is refused where the agent has seen events that are gone`() throws {
        let head = SpoolHead(sequence: 99, link: Array(repeating: 1, count: 32))
        let key = WitnessedKey(own, witness: Witness(own, newest: 0, head: head))
        let vault = try locked.unlock(with: key)
        #expect(throws: VaultError.self) { try vault.compareSpool() }
    }
}
