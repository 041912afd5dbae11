import FoundationEssentials
import SecretMemory

/// The hash-chained audit log: a removed, changed or added event breaks the chain to the manifest's head.
struct AuditTrail {
    let store: any VaultStore
    let key: any VaultKey
    let manifest: Manifest

    /// Where a reader begins: with the first event, or with one that holds a checkpoint.
    private enum Start {
        case first
        case checkpoint(UInt64, AuditCheckpoint)
    }

    /// All events, or those that are not older than a date, once they are verified.
    ///
    /// With a date, the log is read and verified from the newest checkpoint on that says that everything before it
    /// is older. So a clock that was wrong for a while hides no event, and only makes the reader begin earlier.
    func entries(since date: Date? = nil) throws(VaultError) -> [AuditEntry] {
        guard let date else { return try read(from: .first).entries }
        return try read(from: try start(before: date)) { $0.at >= date }.entries
    }

    /// The latest event, or `nil`. Reads no more than the newest block.
    func latest() throws(VaultError) -> Date? {
        let first = AuditCheckpoint.blockStart(of: manifest.auditCount)
        guard first > 1 else { return try read(from: .first).latest }
        return try read(from: .checkpoint(first, try checkpoint(at: first))) { _ in false }.latest
    }

    /// Steps back over the blocks, twice as far each time.
    private func start(before date: Date) throws(VaultError) -> Start {
        var first = AuditCheckpoint.blockStart(of: manifest.auditCount)
        var step = AuditCheckpoint.blockSize
        while first > 1 {
            let found = try checkpoint(at: first)
            if found.latest < date { return .checkpoint(first, found) }
            first = first > step ? first - step : 1
            step *= 2
        }
        return .first
    }

    private func checkpoint(at sequence: UInt64) throws(VaultError) -> AuditCheckpoint {
        guard let box = try store.event(sequence) else { throw Self.gap }
        let opened: [OpenedBox]
        do throws(BatchError) { opened = try key.openEach([AuditRow.box(box, at: sequence)]) } catch
        {
            throw error.reason
        }
        guard let payload = opened.first?.payload,
            let found = try AuditRow(reading: payload).checkpoint
        else {
            throw .damaged("the audit log lacks a checkpoint")
        }
        return found
    }

    private func read(
        from start: Start, where isWanted: (AuditEvent) -> Bool = { _ in true }
    ) throws(VaultError) -> (entries: [AuditEntry], latest: Date?) {
        var chain = AuditChain()
        if case .checkpoint(let sequence, let checkpoint) = start {
            chain = AuditChain(at: sequence, checkpoint)
        }
        var entries: [AuditEntry] = []
        var boxes: [[UInt8]] = []
        try store.events(from: chain.count + 1) { (number, box) throws(VaultError) in
            let next = chain.count + UInt64(boxes.count) + 1
            guard next <= manifest.auditCount else { return false }
            guard number == next else { throw Self.gap }
            boxes.append(box)
            if boxes.count == AuditLinks.most {
                entries += try chain.append(boxes, key: key).filter { isWanted($0.event) }
                boxes = []
            }
            return true
        }
        entries += try chain.append(boxes, key: key).filter { isWanted($0.event) }
        guard chain.count == manifest.auditCount, chain.head == manifest.auditHead else {
            throw .damaged("the audit log's chain is broken")
        }
        return (entries, chain.latest)
    }

    private static let gap = VaultError.damaged("the audit log has a gap")
}
