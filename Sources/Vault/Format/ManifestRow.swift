/// The manifest as it stands: 372 bytes and their MAC. Nothing of it counts before the MAC was compared.
package struct ManifestRow: Hashable, Sendable {
    /// Body and MAC, one behind the other.
    package static let byteCount = Manifest.byteCount + 32

    let body: [UInt8]
    let mac: [UInt8]

    init(body: [UInt8], mac: [UInt8]) {
        self.body = body
        self.mac = mac
    }

    /// The same from ``bytes``; `nil` for another number of them.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(
            body: Array(bytes.prefix(Manifest.byteCount)),
            mac: Array(bytes.dropFirst(Manifest.byteCount)))
    }

    package var bytes: [UInt8] { body + mac }

    /// What it counts; `nil` if it is no manifest.
    package var counts: ManifestCounts? {
        (try? Manifest(reading: body)).map {
            ManifestCounts(epoch: $0.epoch, events: $0.auditCount)
        }
    }
}

/// How often the vault has been written, and how many audit events it has.
package struct ManifestCounts: Hashable, Sendable {
    package let epoch: UInt64
    package let events: UInt64
}
