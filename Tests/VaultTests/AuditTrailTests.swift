import Foundation
import SecretMemory
import Testing

@testable import Vault

/// Longer than what is read at once.
@Suite("A long audit log")
struct AuditTrailTests {
    private static let count = AuditLinks.most + 80
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)
    private let scratch: Scratch
    private let code: [UInt8]

    init() throws {
        scratch = try Scratch()
        let recovery = RecoveryCode.random()
        code = revealed(recovery.bytes)
        try LockedVault.create(
            scratch.files, password: bytes(VaultFixture.password), recoveryCode: consume recovery,
            parameters: .floor, at: .now)
        var vault = try StoredVault.unlock(scratch.files, code)
        try vault.commit(at: .now) { transaction throws(VaultError) in
            for index in 0..<Self.count {
                // The clock was a day behind for a while.
                let isLate = (500..<520).contains(index)
                let date = Self.start.addingTimeInterval(
                    Double(index) - (isLate ? 86_400 : 0))
                try transaction.record(
                    AuditEvent(at: date, action: .executed, key: "key-\(index)"))
            }
        }
    }

    private func trail(since date: Date? = nil) throws -> [AuditEntry] {
        try StoredVault.unlock(scratch.files, code).auditTrail(since: date)
    }

    private func change(_ statement: String) throws {
        try RawDatabase(scratch.database.path).run(statement)
    }

    @Test func `is told whole and in order, and by its dates where a clock was wrong`() throws {
        let all = try trail()
        #expect(all.map(\.sequence) == Array(1...UInt64(Self.count)))
        #expect(all.map(\.event.key) == (0..<Self.count).map { "key-\($0)" })
        let some = try trail(since: Self.start.addingTimeInterval(400))
        #expect(some.map(\.sequence) == Array(401...500) + Array(521...UInt64(Self.count)))
        let last = try trail(since: Self.start.addingTimeInterval(Double(Self.count) - 1))
        #expect(last.map(\.sequence) == [UInt64(Self.count)])
    }

    @Test(arguments: [1, AuditLinks.most, AuditLinks.most + 1, AuditLinks.most + 80])
    func `is refused where any of its events was changed or removed`(sequence: Int) throws {
        try change("UPDATE audit SET body = zeroblob(296) WHERE sequence = \(sequence)")
        #expect(throws: VaultError.damaged("a box does not open where it stands")) {
            try trail()
        }
        guard sequence < Self.count else { return }
        try change("DELETE FROM audit WHERE sequence = \(sequence)")
        #expect(throws: VaultError.damaged("the audit log has a gap")) { try trail() }
    }
}

extension AuditTrailTests {
    /// The newest checkpoint that all events of the last few seconds come after.
    private static var lastCheckpoint: Int {
        count - (count - 1) % Int(AuditCheckpoint.blockSize)
    }

    @Test func `is read from a checkpoint on where only the newest events are wanted`() throws {
        let wanted = Self.start.addingTimeInterval(Double(Self.count) - 2)
        try change("UPDATE audit SET body = zeroblob(296) WHERE sequence < \(Self.lastCheckpoint)")
        #expect(
            try trail(since: wanted).map(\.sequence) == [
                UInt64(Self.count) - 1, UInt64(Self.count),
            ])
        #expect(throws: VaultError.self) { try trail() }
    }

    @Test func `is refused where an event behind the checkpoint was changed`() throws {
        let wanted = Self.start.addingTimeInterval(Double(Self.count) - 2)
        try change(
            "UPDATE audit SET body = zeroblob(296) WHERE sequence = \(Self.lastCheckpoint + 1)")
        #expect(throws: VaultError.self) { try trail(since: wanted) }
    }

    @Test(arguments: [1, 2, 63, 64, 65, 66, 130])
    func `goes on over its checkpoints, however many events a write adds`(each: Int) throws {
        var vault = try StoredVault.unlock(scratch.files, code)
        for write in 0..<3 {
            try vault.commit(at: .now) { transaction throws(VaultError) in
                for index in 0..<each {
                    let second = Double(Self.count + write * each + index)
                    try transaction.record(
                        AuditEvent(at: Self.start.addingTimeInterval(second), action: .executed))
                }
            }
        }
        let total = UInt64(Self.count + 3 * each)
        #expect(try trail().map(\.sequence) == Array(1...total))
        let newest = try trail(since: Self.start.addingTimeInterval(Double(total) - 1))
        #expect(newest.map(\.sequence) == [total])
    }
}
