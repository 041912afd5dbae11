import SecretMemory

/// The hash-chained audit log: a removed, changed or added event breaks the chain to the manifest's head.
enum AuditTrail {
    /// So many events are read, chained and opened together.
    private static let most = AuditLinks.most

    /// The events that `isWanted` says, once all of them are verified.
    ///
    /// Every event is opened, also one that nobody wants: only its box says when it was, and a clock that was wrong
    /// for a while puts events of another time between those of an hour.
    static func read(
        from store: any VaultStore, key: any VaultKey, manifest: Manifest,
        where isWanted: (AuditEvent) -> Bool = { _ in true }
    ) throws(VaultError) -> [AuditEntry] {
        var chain = AuditChain()
        var entries: [AuditEntry] = []
        var boxes: [[UInt8]] = []
        try store.events { (number, box) throws(VaultError) in
            let next = chain.count + UInt64(boxes.count) + 1
            guard next <= manifest.auditCount else { return false }
            guard number == next else { throw .damaged("the audit log has a gap") }
            boxes.append(box)
            if boxes.count == most {
                entries += try chain.append(boxes, key: key).filter { isWanted($0.event) }
                boxes = []
            }
            return true
        }
        entries += try chain.append(boxes, key: key).filter { isWanted($0.event) }
        guard chain.count == manifest.auditCount, chain.head == manifest.auditHead else {
            throw .damaged("the audit log's chain is broken")
        }
        return entries
    }
}

/// The chain over the events that have been read so far.
private struct AuditChain {
    private(set) var count: UInt64 = 0
    private(set) var head = AuditRow.origin

    /// Goes on over the next events' boxes, and opens them.
    mutating func append(
        _ boxes: [[UInt8]], key: any VaultKey
    ) throws(VaultError) -> [AuditEntry] {
        guard !boxes.isEmpty else { return [] }
        let digests = boxes.flatMap { BLAKE2b.digest(of: $0) }
        let links = AuditLinks(from: head, first: count + 1, digests: digests)
        let opening = boxes.enumerated().map { index, box in
            let context = SealingContext.audit(count + UInt64(index) + 1)
            return KeyOperation.open(MetadataBox(box, under: context, type: AuditRow.type))
        }
        let results: [KeyResult]
        do throws(BatchError) {
            results = try key.perform([.attest(.links(links))] + opening)
        } catch {
            throw error.reason
        }
        guard results.count == boxes.count + 1, case .bytes(let last) = results[0] else {
            throw .otherAnswer
        }
        var entries: [AuditEntry] = []
        for result in results.dropFirst() {
            guard case .opened(let box) = result else { throw .otherAnswer }
            count += 1
            entries.append(
                AuditEntry(sequence: count, event: try AuditRow.decode(box.payload)))
        }
        head = last
        return entries
    }
}
