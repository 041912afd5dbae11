import Foundation
import SecretMemory
import Vault

/// What a vault for the benchmarks holds: the same for the same numbers, but for ids and nonces.
struct Filling {
    /// Large, since each transaction costs a walk over the whole vault; bounded, since it is held in memory.
    private static let batch = 250_000

    let keyCount: Int
    let eventCount: Int
    let adminID: String
    let adminSecret: [UInt8]

    private let profile = Profile.random()
    private let now = Date(timeIntervalSince1970: Date.now.timeIntervalSince1970.rounded(.down))

    init(keyCount: Int, eventCount: Int, adminID: String, adminSecret: [UInt8]) {
        self.keyCount = keyCount
        self.eventCount = eventCount
        self.adminID = adminID
        self.adminSecret = adminSecret
    }

    func fill(_ vault: inout UnlockedVault) throws(VaultError) {
        for keys in Self.batches(of: keyCount) {
            try vault.commit(at: now) { transaction throws(VaultError) in
                for number in keys { try add(number, to: &transaction) }
            }
        }
        for events in Self.batches(of: eventCount) {
            try vault.commit(at: now) { transaction throws(VaultError) in
                for number in events { try transaction.record(event(number)) }
            }
        }
    }

    private static func batches(of count: Int) -> [Range<Int>] {
        stride(from: 0, to: count, by: batch).map { $0..<min($0 + batch, count) }
    }

    private func add(
        _ number: Int, to transaction: inout VaultTransaction
    ) throws(VaultError) {
        let record = record(number)
        if number == 0 {
            var profile = profile
            profile.signingKey = record.id
            try transaction.put(profile)
            try transaction.add(record, secret: SecretBytes(copying: adminSecret))
        } else {
            let secret = [UInt8](repeating: UInt8(ascii: "S"), count: 40)
            try transaction.add(record, secret: SecretBytes(copying: secret))
        }
    }

    private func record(_ number: Int) -> KeyRecord {
        KeyRecord(
            id: .random(), name: Self.name(number == 0 ? "admin" : "key-\(number)"),
            profile: profile.id, user: number == 0 ? nil : "user-\(number % 500)",
            accessKeyID: number == 0
                ? adminID : "AK" + String(100_000_000_000_000_000 + number), state: .active,
            createdAt: now,
            // None is due: a warning would be another program's work.
            expiresAt: now.addingTimeInterval(Double(365 * 86_400 + number)),
            tag: number == 0 ? nil : "vlt1-aaaaaaaaaaaaaaaaaaaaaaaaaa", storedAt: now,
            verifiedAt: now)
    }

    /// The last hour has ten events, however many there are before it.
    private func event(_ number: Int) -> AuditEvent {
        let age = Double(eventCount - number)
        return AuditEvent(
            at: now.addingTimeInterval(age <= 10 ? -age : -3600 - age), action: .executed,
            key: "key-\(number % max(keyCount, 1))",
            accessKeyID: "AK" + String(100_000_000_000_000_000 + number), detail: "terraform")
    }

    fileprivate static func name(_ text: String) -> EntryName {
        guard let name = EntryName(text) else { preconditionFailure("\(text) is no name") }
        return name
    }
}

extension Profile {
    fileprivate static func random() -> Profile {
        Profile(name: Filling.name("work"), region: "eu-west-2", isDefault: true)
    }
}
