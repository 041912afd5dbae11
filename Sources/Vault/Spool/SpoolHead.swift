/// Where a spool's chain stands after one of its events: the event's number in the audit log, and the chain's link.
package struct SpoolHead: Hashable, Sendable {
    /// Number u64 ‖ link 32.
    package static let byteCount = 40

    package let sequence: UInt64
    package let link: [UInt8]

    package init(sequence: UInt64, link: [UInt8]) {
        self.sequence = sequence
        self.link = link
    }

    /// `nil` for all zeros, which stand for none, and for bytes that are no head.
    package init?(_ bytes: [UInt8]) {
        var reader = ByteReader(bytes)
        guard bytes.count == Self.byteCount, let sequence = try? reader.u64(), sequence > 0,
            let link = try? reader.take(32)
        else { return nil }
        self.init(sequence: sequence, link: Array(link))
    }

    package var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(sequence)
        writer.append(link)
        return writer.bytes
    }

    /// What stands for no head.
    package static let noneBytes = [UInt8](repeating: 0, count: byteCount)
}
