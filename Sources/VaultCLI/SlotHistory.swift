import FoundationEssentials
import Vault

/// When each slot was made: a slot has no date of its own, the audit log has one.
struct SlotHistory {
    /// When the vault got its key, and its first slots with it.
    private var keyMadeAt: Date?
    private var later: [UInt32: Date] = [:]

    init(_ entries: [AuditEntry]) {
        for entry in entries { take(entry.event) }
    }

    /// `nil` where the log does not tell.
    func madeAt(_ number: UInt32) -> Date? { later[number] ?? keyMadeAt }

    private mutating func take(_ event: AuditEvent) {
        switch event.action {
        case .created, .rekeyed: (keyMadeAt, later) = (event.at, [:])
        case .passwordChanged, .slotAdded:
            if let number = Self.number(in: event.detail) { later[number] = event.at }
        default: break
        }
    }

    /// The number of "slot 2", whatever follows.
    private static func number(in detail: String?) -> UInt32? {
        let words = (detail ?? "").split(whereSeparator: { $0 == " " || $0 == "," })
        guard words.count >= 2, words[0] == "slot" else { return nil }
        return UInt32(words[1])
    }
}
