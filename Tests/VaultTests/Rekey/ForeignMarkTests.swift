import Foundation
import SecretMemory
import SystemPackage
import Testing

@testable import Vault

/// After a re-keying the mark is of one key, and every older copy of another.
@Suite("A mark of another key")
struct ForeignMarkTests {
    private let victim: Victim
    private let before: Data
    private let after: Data

    init() throws {
        victim = try Victim()
        before = try Data(contentsOf: victim.scratch.database)
        try Self.rekey(victim)
        after = try Data(contentsOf: victim.scratch.database)
    }

    private static func rekey(_ victim: Victim) throws {
        let code = { RecoveryCode(bytes: SecretBytes(copying: victim.stored.recoveryCode)) }
        let locked = try LockedVault.open(victim.scratch.files)
        let opened = try locked.slots.open(with: .recoveryCode(code()))
        var new = try NewVaultKey(after: opened)
        try new.add(recoveryCode: code(), as: 1)
        var vault = try locked.unlock(with: opened)
        try vault.rekey(to: new, at: Date(timeIntervalSince1970: 1_800_000_000))
    }

    private var mark: HighWaterMark {
        get throws {
            let stored = try #require(
                try StoredMark(beside: victim.scratch.files, of: victim.stored.vaultID))
            return HighWaterMark(
                epoch: try #require(stored.claimedEpoch), manifestMAC: Array(stored.bytes[37..<69]))
        }
    }

    private func refusal() -> ForeignMark? {
        let error = #expect(throws: VaultError.self) { _ = try victim.unlocked() }
        guard case .foreignMark(let mark) = error else {
            Issue.record("\(String(describing: error))")
            return nil
        }
        return mark
    }

    private func restoreOld(seen: MarkVerdict) throws -> Restoration.Outcome {
        let file = try victim.verified(before)
        return try Restoration(
            of: file, to: victim.scratch.files, above: max(seen.seenEpoch, file.epoch), settled: []
        ).place(at: .now, reason: "why")
    }

    @Test func `never goes down where the re-keyed vault is away and an older copy comes`() throws {
        let rekeyed = try mark.epoch
        try FileManager.default.removeItem(at: victim.scratch.database)
        let verdict = try victim.verified(before).markVerdict(in: victim.scratch.files)
        #expect(verdict.seenEpoch == rekeyed)
        guard case .foreignMark = verdict.refusal else {
            Issue.record("\(String(describing: verdict.refusal))")
            return
        }
        let outcome = try restoreOld(seen: verdict)
        #expect(outcome.epoch == rekeyed + 1)
        #expect(try victim.unlocked().epoch == rekeyed + 1)
        // The re-keyed vault is the older file now, and is refused if it comes back.
        try victim.replace(with: after)
        let mark = try #require(refusal())
        #expect(mark.claimedEpoch == rekeyed + 1 && mark.epoch == rekeyed)
    }

    @Test func `does not come back by what a re-keying had prepared`() throws {
        let key = try victim.unlocked()
        try PreparedMark(key.state).write(to: victim.scratch.files)
        // As a re-keying leaves it that was killed after its commit.
        try victim.scratch.write(victim.stored.marks[4], to: victim.mark)
        try FileManager.default.removeItem(at: victim.scratch.database)
        let verdict = try victim.verified(before).markVerdict(in: victim.scratch.files)
        #expect(verdict.seenEpoch == key.epoch)
        _ = try restoreOld(seen: verdict)
        try victim.replace(with: after)
        #expect(refusal() != nil)
    }

    @Test(arguments: [UInt64.max, UInt64(1) << 63, UInt64(1) << 40])
    func `with a number that no vault reaches does not count`(epoch: UInt64) throws {
        let bytes =
            HighWaterMark(epoch: epoch, manifestMAC: Array(repeating: 1, count: 32))
            .message(of: victim.stored.vaultID) + Array(repeating: 2, count: 32)
        try victim.scratch.write(Data(bytes), to: victim.mark)
        let found = try #require(refusal())
        #expect(found.claimedEpoch == epoch && found.believableEpoch == nil)
        let verdict = try victim.verified(before).markVerdict(in: victim.scratch.files)
        #expect(verdict.seenEpoch == 0)
        #expect(try restoreOld(seen: verdict).epoch == victim.verified(before).epoch + 1)
    }

    @Test func `tells a file with a newer key that it was re-keyed, and when`() throws {
        try victim.scratch.write(victim.stored.marks[4], to: victim.mark)
        let found = try #require(refusal())
        #expect(found.keyEpoch == 2 && found.claimedEpoch == 6 && found.epoch == 7)
        #expect(found.rekeyedAt == Date(timeIntervalSince1970: 1_800_000_000))
    }

    @Test(arguments: [0, 50, 100, 102]) func `is one of any length`(count: Int) throws {
        try victim.scratch.write(Data(repeating: 7, count: count), to: victim.mark)
        #expect(try #require(refusal()).claimedEpoch == nil)
    }
}
