import FoundationEssentials
import SecretMemory

/// Seals events behind an audit log's last one.
struct AuditAppender {
    private let key: any VaultKey
    private let latestBefore: () throws(VaultError) -> Date?
    private var count: UInt64
    private var head: [UInt8]
    private(set) var rows: [(sequence: UInt64, box: [UInt8])] = []

    init(to trail: AuditTrail) {
        (key, latestBefore) = (trail.key, trail.latest)
        (count, head) = (trail.manifest.auditCount, trail.manifest.auditHead)
    }

    /// Begins a log.
    init(sealingBy key: any VaultKey) {
        (self.key, latestBefore) = (key, { () throws(VaultError) in nil })
        (count, head) = (0, AuditRow.origin)
    }

    /// A block's first event holds the link before it, so a new block waits until the one before is chained.
    ///
    /// - Parameters:
    ///   - others: what else is to be sealed: it goes in the first message.
    ///   - check: gets what the key's holder remembers of the spool, before anything is chained.
    /// - Returns: the boxes of the others.
    @discardableResult
    mutating func append(
        _ events: [AuditRow], with others: [KeyOperation] = [],
        checking check: (SpoolHead?) throws(VaultError) -> Void
    ) throws(VaultError) -> [[UInt8]] {
        var otherBoxes: [[UInt8]] = []
        let blocks = blocks(of: events)
        var latest =
            blocks.count > 1 || AuditCheckpoint.stands(at: count + 1) ? try latestBefore() : nil
        for (index, block) in blocks.enumerated() {
            var operations = seals(of: block, latest)
            if index == 0 { operations = [.spoolHead] + operations + others }
            var boxes = try key.bytes(of: operations)
            if index == 0 {
                try check(SpoolHead(boxes.removeFirst()))
                otherBoxes = Array(boxes.suffix(others.count))
                boxes.removeLast(others.count)
            }
            for (number, box) in zip((count + 1)..., boxes) { rows.append((number, box)) }
            // The last block is chained when the manifest is signed.
            if index < blocks.count - 1 { try chain(boxes) }
            count += UInt64(boxes.count)
            latest = ([latest].compactMap { $0 } + block.map(\.event.at)).max()
        }
        return otherBoxes
    }

    private mutating func chain(_ boxes: [[UInt8]]) throws(VaultError) {
        let links = AuditLinks(
            from: head, first: count + 1, digests: boxes.flatMap { BLAKE2b.digest(of: $0) })
        head = try key.attest(.links(links))
    }

    private func blocks(of events: [AuditRow]) -> [ArraySlice<AuditRow>] {
        var blocks: [ArraySlice<AuditRow>] = []
        var rest = events[...]
        var room = Int(AuditCheckpoint.blockSize - count % AuditCheckpoint.blockSize)
        while !rest.isEmpty {
            blocks.append(rest.prefix(room))
            rest = rest.dropFirst(room)
            room = Int(AuditCheckpoint.blockSize)
        }
        return blocks
    }

    private func seals(of block: ArraySlice<AuditRow>, _ latest: Date?) -> [KeyOperation] {
        block.enumerated().map { index, row in
            let sequence = count + UInt64(index) + 1
            var row = row
            row.checkpoint =
                AuditCheckpoint.stands(at: sequence)
                ? latest.map { AuditCheckpoint(link: head, latest: $0) } : nil
            return .seal(row.bytes, under: .audit(sequence), type: AuditRow.type)
        }
    }
}
