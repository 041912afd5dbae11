/// An audit event's fields in its box.
enum AuditRow {
    static let type: UInt16 = 32

    static func encode(_ event: AuditEvent) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(1, event.at)
        writer.put(2, number: event.action.rawValue)
        writer.put(3, event.key)
        writer.put(4, event.accessKeyID)
        writer.put(5, event.detail)
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) throws(VaultError) -> AuditEvent {
        let reader = try TLVReader(bytes[...], known: 1...5)
        return AuditEvent(
            at: try reader.required(reader.date(1)),
            action: try reader.required(reader.number(2).flatMap(AuditEvent.Action.init)),
            key: try reader.text(3), accessKeyID: try reader.text(4), detail: try reader.text(5))
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
