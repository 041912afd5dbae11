/// A spool's events that are not in the database yet, verified against the audit log that they follow.
struct SpooledEvents {
    /// Without events, the one that the next would begin.
    let chain: SpoolChain
    let events: [AuditEvent]

    /// - Parameter state: the newest; the caller holds a snapshot, or has begun a change.
    init(_ content: SpoolContent, in state: LoadedVault) throws(VaultError) {
        let base = SpoolBase(state.manifest)
        guard let chain = content.chain else {
            (self.chain, events) = (SpoolChain(base), [])
            return
        }
        try Self.check(chain.base, before: base)
        let opened = try Self.open(content.records, in: state.key) { chain.context(of: $0) }
        if chain.base == base {
            (self.chain, events) = (chain, opened)
            return
        }
        // Somebody was stopped between bringing them into the database and emptying the spool.
        try Self.find(opened, in: state, after: chain.base.count)
        (self.chain, events) = (SpoolChain(base), [])
    }

    private static func check(
        _ found: SpoolBase, before base: SpoolBase
    ) throws(VaultError) {
        guard found.vaultID == base.vaultID else {
            throw .foreignSpool("belongs to another vault")
        }
        guard found.count <= base.count else {
            throw .foreignSpool(
                "follows audit event \(found.count), and the vault has only \(base.count)")
        }
        guard found.count < base.count || found.head == base.head else {
            throw .foreignSpool("follows another audit log than the vault's")
        }
    }

    /// Refuses events that the database does not have, in their places.
    private static func find(
        _ events: [AuditEvent], in state: LoadedVault, after count: UInt64
    ) throws(VaultError) {
        var boxes: [[UInt8]] = []
        for index in events.indices {
            guard let box = try state.store.event(count + UInt64(index) + 1) else { break }
            boxes.append(box)
        }
        let stored = try open(boxes, in: state.key, AuditRow.type) {
            .audit(count + UInt64($0) + 1)
        }
        guard stored == events else {
            throw .foreignSpool("has events that the vault's audit log went on without")
        }
    }

    private static func open(
        _ boxes: [[UInt8]], in key: any VaultKey, _ type: UInt16 = SpoolRecord.type,
        at context: (Int) -> SealingContext
    ) throws(VaultError) -> [AuditEvent] {
        let metadata = boxes.enumerated().map { index, box in
            MetadataBox(box, under: context(index), type: type)
        }
        let opened: [OpenedBox]
        do throws(BatchError) { opened = try key.openEach(metadata) } catch .operation {
            throw .damagedSpool("an event was changed, or is missing")
        } catch { throw error.reason }
        var events: [AuditEvent] = []
        for box in opened { events.append(try AuditRow(reading: box.payload).event) }
        return events
    }
}
