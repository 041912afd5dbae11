import Foundation
import SecretMemory
import Testing

@testable import Vault

@Suite("A checkpoint of the audit log")
struct AuditCheckpointTests {
    @Test(
        arguments: [
            (1, false), (2, false), (64, false), (65, true), (66, false), (128, false), (129, true),
        ] as [(UInt64, Bool)])
    func `stands in the first event of each block but the first`(sequence: UInt64, stands: Bool) {
        #expect(AuditCheckpoint.stands(at: sequence) == stands)
    }

    @Test(
        arguments: [(0, 1), (1, 1), (64, 1), (65, 65), (128, 65), (129, 129)] as [(UInt64, UInt64)])
    func `belongs to the events up to the next one`(sequence: UInt64, start: UInt64) {
        #expect(AuditCheckpoint.blockStart(of: sequence) == start)
    }

    @Test func `is refused without its date, and with a link of another length`() throws {
        for (link, date) in [([UInt8](repeating: 1, count: 32), nil), ([1, 2], Date.now)] {
            var writer = TLVWriter()
            writer.put(1, Date.now)
            writer.put(2, number: AuditEvent.Action.stored.rawValue)
            writer.put(6, link)
            writer.put(7, date)
            #expect(throws: VaultError.self) { try AuditRow(reading: writer.bytes) }
        }
    }

    @Test(arguments: [-1, 0, 1])
    func `is refused if it dates the events before it otherwise`(seconds: Int) throws {
        let key = InMemoryVaultKey(
            SecretBytes(randomCount: 32), vaultID: .random(), keyEpoch: 1)
        let event = AuditEvent(at: Date(timeIntervalSince1970: 1_000), action: .stored)
        var chain = AuditChain()
        _ = try chain.append(
            try (1...64).map { try key.box(AuditRow(event: event), at: $0) }, key: key)
        let checkpoint = AuditCheckpoint(
            link: chain.head, latest: event.at.addingTimeInterval(Double(seconds)))
        let box = try key.box(AuditRow(event: event, checkpoint: checkpoint), at: 65)
        if seconds == 0 {
            #expect(try chain.append([box], key: key).map(\.sequence) == [65])
        } else {
            #expect(throws: VaultError.self) { try chain.append([box], key: key) }
        }
    }
}

extension InMemoryVaultKey {
    fileprivate func box(_ row: AuditRow, at sequence: UInt64) throws -> [UInt8] {
        try #require(
            bytes(of: [.seal(row.bytes, under: .audit(sequence), type: AuditRow.type)]).first)
    }
}
