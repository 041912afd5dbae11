package import FoundationEssentials

/// A high-water mark that the file's key has not made: the vault had another key at one of the two times, or somebody has
/// changed the mark. Which of them, nothing here can prove.
package struct ForeignMark: Hashable, Sendable {
    package let path: String
    /// What the mark says; `nil` where it is not as long as one.
    package let claimedEpoch: UInt64?
    /// The file's, which its own key vouches for.
    package let epoch: UInt64
    /// Which of the vault's keys the file has, counted from 1.
    package let keyEpoch: UInt64
    /// When the file got that key, as far as its own log tells.
    package let rekeyedAt: Date?

    /// The mark's number, if a vault may have come that far since the file was written. Anybody who can write the state
    /// directory can make one up, and no made-up number may use up the numbers that there are.
    package var believableEpoch: UInt64? {
        guard let claimedEpoch else { return nil }
        let (most, overflows) = epoch.addingReportingOverflow(Self.mostWrites)
        return overflows || claimedEpoch <= most ? claimedEpoch : nil
    }

    /// More than a vault is written in a lifetime.
    private static let mostWrites: UInt64 = 1 << 32
}

extension FirstReading {
    /// When the vault got the key that the file has; only a refusal asks.
    static func dateOfKey(
        _ manifest: Manifest, in store: any VaultStore, key: any VaultKey
    ) -> Date? {
        guard manifest.keyEpoch > 1 else { return nil }
        let log = AuditTrail(store: store, key: key, manifest: manifest)
        return try? log.entries().last { $0.event.action == .rekeyed }?.event.at
    }
}
