import Foundation
import SystemPackage
import Testing

@testable import Vault

/// A stored vault whose spool a test may disfigure.
struct SpooledVault {
    let victim: Victim
    /// How many events the database has.
    let stored: Int

    init(step: Int = 4, seen: Bool = true) throws {
        victim = try Victim(step: step, seen: seen)
        stored = victim.whole.events.count
    }

    var spool: URL { URL(filePath: victim.scratch.files.spool.string) }

    func content() throws -> [UInt8] { Array(try Data(contentsOf: spool)) }

    func put(_ content: [UInt8]) throws { try victim.scratch.write(Data(content), to: spool) }

    /// Somebody gets a key's secret.
    static func event(_ number: Int, detail: String? = nil) -> AuditEvent {
        AuditEvent(
            at: Date(timeIntervalSince1970: 1_800_000_000 + Double(number)), action: .executed,
            key: "key-\(number)", accessKeyID: "AK\(number)", detail: detail)
    }

    /// Notes events, each by a command of its own.
    func note(_ numbers: ClosedRange<Int>) throws {
        for number in numbers {
            var vault = try victim.unlocked()
            try vault.note(Self.event(number))
        }
    }

    /// Some other write.
    func write() throws {
        var vault = try victim.unlocked()
        try vault.commit(at: .now) { transaction throws(VaultError) in
            try transaction.put(Samples.profile)
            try transaction.record(AuditEvent(at: .now, action: .profileChanged))
        }
    }

    /// The numbers of the events since the vault was as stored, by their keys; a profile's change is 0.
    func told() throws -> [Int] {
        let vault = try victim.unlocked()
        _ = try vault.verify()
        let trail = try vault.auditTrail()
        #expect(trail.map(\.sequence) == Array(1...UInt64(trail.count)))
        return trail.dropFirst(stored).map { entry in
            entry.event.key.flatMap { Int($0.dropFirst(4)) } ?? 0
        }
    }

    /// A way of coming across the spool.
    enum Way: CaseIterable { case trail, verify, fold, note, write }

    /// What each way is refused with; `nil` where one is not.
    func refusals() throws -> [VaultError?] {
        try Way.allCases.map { way in
            do { try take(way) } catch let error as VaultError { return error }
            return nil
        }
    }

    private func take(_ way: Way) throws {
        var vault = try victim.unlocked()
        switch way {
        case .trail: _ = try vault.auditTrail()
        case .verify: _ = try vault.verify()
        case .fold: try vault.fold(at: .now)
        case .note: try vault.note(Self.event(99))
        case .write:
            try vault.commit(at: .now) { transaction throws(VaultError) in
                try transaction.put(Samples.profile)
            }
        }
    }
}
