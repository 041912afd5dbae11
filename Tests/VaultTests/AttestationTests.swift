import Foundation
import SecretMemory
import Testing

@testable import Vault

@Suite("What a vault's key attests")
struct AttestationTests {
    private let key = InMemoryVaultKey(
        SecretBytes(copying: [UInt8](repeating: 7, count: 32)), vaultID: .zero, keyEpoch: 1)

    private func row(epoch: UInt64 = 5, events: UInt64 = 3, signed: Bool = true) -> ManifestRow {
        let body = Manifest(
            vaultID: .zero, epoch: epoch, keyEpoch: 1, keyID: key.keyID,
            previousMAC: AuditRow.origin, time: 1, slotCount: 1, slotDigest: AuditRow.origin,
            directories: [:], auditCount: events, auditHead: AuditRow.origin
        ).bytes
        let mac = signed ? key.mac(body, for: .manifest) : AuditRow.origin
        return ManifestRow(body: body, mac: mac)
    }

    private func step(after row: ManifestRow, events: Int = 0) -> ManifestStep {
        ManifestStep(
            after: row, time: 2, directories: Manifest.bytes(of: [:]),
            events: [UInt8](repeating: 1, count: events * 32))
    }

    @Test func `is nothing of a manifest that it has not signed`() throws {
        let forged = row(signed: false)
        #expect(try key.attest(.signed(forged)) == [ManifestVerdict.foreign.rawValue])
        #expect(try key.attest(.signed(row())) == [ManifestVerdict.genuine.rawValue])
        let refusal = VaultError.damaged("the manifest's MAC is wrong")
        #expect(throws: refusal) { try key.attest(.next(step(after: forged))) }
        #expect(throws: refusal) { try key.attest(.mark(forged)) }
    }

    @Test func `is a step of one epoch, however it is told`() throws {
        let step = step(after: row(), events: 2)
        #expect(ManifestStep(step.bytes) == step)
        let next = try #require(ManifestRow(try key.attest(.next(step))))
        #expect(next.counts == ManifestCounts(epoch: 6, events: 5))
        #expect(try Manifest(reading: next.body).previousMAC == row().mac)
    }

    @Test func `takes no step that is cut, goes on, or adds too many events`() {
        let whole = step(after: row(), events: 1).bytes
        for bytes in [[], Array(whole.dropLast()), whole + [0], Array(whole.prefix(500))] {
            #expect(ManifestStep(bytes) == nil)
        }
        #expect(ManifestStep(step(after: row(), events: ManifestStep.mostEvents).bytes) != nil)
        #expect(ManifestStep(step(after: row(), events: ManifestStep.mostEvents + 1).bytes) == nil)
    }

    @Test func `of a write with more events than one step takes is the last of several`() throws {
        let fixture = try VaultFixture()
        var vault = try fixture.unlocked()
        let (epoch, count) = (vault.epoch, ManifestStep.mostEvents + 3)
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for _ in 0..<count {
                try transaction.record(AuditEvent(at: .now, action: .created))
            }
        }
        #expect(vault.epoch == epoch + 2)
        #expect(try fixture.unlocked().auditTrail().count == count)
    }
}
