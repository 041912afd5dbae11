import FoundationEssentials
import SecretMemory

/// The chain over the events that have been read so far.
struct AuditChain {
    private(set) var count: UInt64
    private(set) var head: [UInt8]
    /// The latest of the events so far, and of those before the chain's start.
    private(set) var latest: Date?

    /// Begins with the first event.
    init() { (count, head, latest) = (0, AuditRow.origin, nil) }

    /// Begins with an event that holds a checkpoint. What it says is verified once the chain reaches the manifest's head.
    init(at sequence: UInt64, _ checkpoint: AuditCheckpoint) {
        (count, head, latest) = (sequence - 1, checkpoint.link, checkpoint.latest)
    }

    /// Goes on over the next events' boxes, and opens them.
    ///
    /// - Throws: ``VaultError/damaged(_:)`` where a box does not open, or a checkpoint tells another chain.
    mutating func append(
        _ boxes: [[UInt8]], key: any VaultKey
    ) throws(VaultError) -> [AuditEntry] {
        guard !boxes.isEmpty else { return [] }
        let digests = boxes.flatMap { BLAKE2b.digest(of: $0) }
        let links = AuditLinks(from: head, first: count + 1, digests: digests, wantsEach: true)
        let opening = boxes.enumerated().map { index, box in
            KeyOperation.open(AuditRow.box(box, at: count + UInt64(index) + 1))
        }
        let results: [KeyResult]
        do throws(BatchError) {
            results = try key.perform([.attest(.links(links))] + opening)
        } catch {
            throw error.reason
        }
        guard results.count == boxes.count + 1, case .bytes(let heads) = results[0],
            heads.count == boxes.count * head.count
        else { throw .otherAnswer }
        var entries: [AuditEntry] = []
        for (index, result) in results.dropFirst().enumerated() {
            guard case .opened(let box) = result else { throw .otherAnswer }
            let event = try take(box.payload)
            head = Array(heads[(index * head.count)...].prefix(head.count))
            entries.append(AuditEntry(sequence: count, event: event))
        }
        return entries
    }

    private mutating func take(_ payload: [UInt8]) throws(VaultError) -> AuditEvent {
        let row = try AuditRow(reading: payload)
        count += 1
        let due =
            AuditCheckpoint.stands(at: count)
            ? latest.map { AuditCheckpoint(link: head, latest: $0) } : nil
        guard row.checkpoint == due else {
            throw .damaged("a checkpoint in the audit log says something else than the events")
        }
        latest = max(latest ?? row.event.at, row.event.at)
        return row.event
    }
}
