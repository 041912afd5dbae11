import FoundationEssentials

/// What an audit event's box holds: its fields, and a checkpoint in the first event of a block.
struct AuditRow: Hashable, Sendable {
    static let type: UInt16 = 32

    let event: AuditEvent
    var checkpoint: AuditCheckpoint?
    /// Fields of a newer version, as they stand.
    private let newerFields: [UInt8]

    init(event: AuditEvent, checkpoint: AuditCheckpoint? = nil) {
        (self.event, self.checkpoint, newerFields) = (event, checkpoint, [])
    }

    var bytes: [UInt8] {
        var writer = TLVWriter()
        writer.put(1, event.at)
        writer.put(2, number: event.action.rawValue)
        writer.put(3, event.key)
        writer.put(4, event.accessKeyID)
        writer.put(5, event.detail)
        writer.put(6, checkpoint?.link)
        writer.put(7, checkpoint?.latest)
        writer.put(8, event.author)
        return writer.bytes + newerFields
    }

    /// An event's box where it stands.
    static func box(_ box: [UInt8], at sequence: UInt64) -> MetadataBox {
        MetadataBox(box, under: .audit(sequence), type: type)
    }

    /// What the next link of the chain is a MAC of: previous link ‖ sequence u64 ‖ H(box).
    static func link(previous: [UInt8], sequence: UInt64, boxDigest: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(previous)
        writer.append(sequence)
        writer.append(boxDigest)
        return writer.bytes
    }

    /// The link before the first event.
    static let origin = [UInt8](repeating: 0, count: 32)
}

extension AuditRow {
    init(reading bytes: [UInt8]) throws(VaultError) {
        let reader = try TLVReader(bytes[...], known: 1...8)
        event = AuditEvent(
            at: try reader.required(reader.date(1)),
            action: try reader.required(reader.number(2).flatMap(AuditEvent.Action.init)),
            key: try reader.text(3), accessKeyID: try reader.text(4), detail: try reader.text(5),
            author: try reader.text(8))
        checkpoint = try Self.checkpoint(in: reader)
        newerFields = Array(TLVReader.ignorable(in: bytes[...]))
    }

    private static func checkpoint(
        in reader: borrowing TLVReader
    ) throws(VaultError) -> AuditCheckpoint? {
        let (link, latest) = (reader.bytes(6), try reader.date(7))
        if link == nil && latest == nil { return nil }
        let found = try AuditCheckpoint(
            link: Array(reader.required(link)), latest: reader.required(latest))
        guard found.link.count == origin.count else { throw TLVReader.wrongField }
        return found
    }
}
