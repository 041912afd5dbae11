/// What a MAC of the vault's can say. The key's holder composes the message, so a client can have nothing
/// else signed, and what is signed as one thing is never taken for another.
package enum Attestation: Hashable, Sendable {
    /// Whether this key has signed a manifest: one byte, a ``ManifestVerdict``.
    case signed(ManifestRow)
    /// Whether this key has written a mark, all of whose bytes these are: one byte, 1 or 0.
    case marked([UInt8])
    /// Where a name stands in the index: 32 bytes.
    case name(EntryName)
    /// Links of the audit log's chain: 32 bytes, or 32 for each event.
    case links(AuditLinks)
    /// The manifest that follows another one, and its MAC.
    case next(ManifestStep)
    /// The MAC of the mark of a manifest.
    case mark(ManifestRow)
}

/// What the key's holder says about a manifest.
package enum ManifestVerdict: UInt8, Sendable {
    /// Another key, or nobody, has signed it.
    case foreign = 0
    case genuine = 1
    /// Genuine, and older than one that is known, or another one of the same epoch.
    case outdated = 2
}

/// A write: what becomes of a manifest. All that a write leaves as it is comes from the manifest before.
package struct ManifestStep: Hashable, Sendable {
    /// So many events at most are added at once.
    package static let mostEvents = AuditLinks.most
    package static let digestCount = 32
    private static let headCount = ManifestRow.byteCount + 8 + Manifest.directoriesCount

    package let previous: ManifestRow
    /// Seconds since 1970, UTC.
    let time: UInt64
    /// Of all kinds, as they stand in a manifest.
    let directories: [UInt8]
    /// The digests of the new audit events' boxes, 32 bytes each.
    let events: [UInt8]

    init(after previous: ManifestRow, time: UInt64, directories: [UInt8], events: [UInt8]) {
        self.previous = previous
        self.time = time
        self.directories = directories
        self.events = events
    }

    /// `nil` for bytes that are no step.
    package init?(_ bytes: [UInt8]) {
        let rest = bytes.count - Self.headCount
        guard rest >= 0, rest.isMultiple(of: Self.digestCount),
            rest / Self.digestCount <= Self.mostEvents,
            let previous = ManifestRow(Array(bytes.prefix(ManifestRow.byteCount)))
        else { return nil }
        var reader = ByteReader(bytes[ManifestRow.byteCount...])
        guard let time = try? reader.u64(),
            let directories = try? reader.take(Manifest.directoriesCount)
        else { return nil }
        self.init(
            after: previous, time: time, directories: Array(directories),
            events: Array(bytes[Self.headCount...]))
    }

    package var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(previous.bytes)
        writer.append(time)
        writer.append(directories)
        writer.append(events)
        return writer.bytes
    }
}

extension Manifest {
    /// The manifest after a step, which adds one to the epoch and goes on with the audit log where it was.
    ///
    /// - Parameter mac: of a message for the audit log's chain.
    init(_ step: ManifestStep, linking mac: ([UInt8]) -> [UInt8]) throws(VaultError) {
        let old = try Manifest(reading: step.previous.body)
        let added = UInt64(step.events.count / ManifestStep.digestCount)
        let (epoch, isLast) = old.epoch.addingReportingOverflow(1)
        let (count, isFull) = old.auditCount.addingReportingOverflow(added)
        // SQLite's row numbers end there.
        guard !isLast, !isFull, count <= UInt64(Int64.max) else { throw Self.exhausted }
        let links = AuditLinks(
            from: old.auditHead, first: old.auditCount &+ 1, digests: step.events)
        self.init(
            vaultID: old.vaultID, epoch: epoch, keyEpoch: old.keyEpoch, keyID: old.keyID,
            previousMAC: step.previous.mac, time: step.time, slotCount: old.slotCount,
            slotDigest: old.slotDigest, directories: try Self.directories(step.directories),
            auditCount: count, auditHead: links.macs(mac))
    }

    /// No vault that was only written comes that far.
    static let exhausted = VaultError.damaged(
        "it has been written as often as it can be counted, which nobody has done")
}
