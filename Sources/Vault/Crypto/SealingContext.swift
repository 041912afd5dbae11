/// Where a box stands. Its key is derived from this, so a box that was moved or replayed does not open.
package struct SealingContext: Hashable, Sendable {
    package enum Table: UInt32, Sendable {
        case secret = 1
        case page = 2
        case audit = 3
        case landing = 4
        case profile = 5
        case spool = 6
    }

    package let table: Table
    package let id: RecordID
    /// 1: metadata. 2: secret.
    package let column: UInt32
    package let generation: UInt64

    package init(table: Table, id: RecordID, column: UInt32, generation: UInt64) {
        self.table = table
        self.id = id
        self.column = column
        self.generation = generation
    }

    static func secret(_ id: RecordID, generation: UInt64) -> SealingContext {
        SealingContext(table: .secret, id: id, column: 2, generation: generation)
    }

    /// A page's id is its kind and number, u64 each.
    static func page(_ place: PagePlace, generation: UInt64) -> SealingContext {
        SealingContext(table: .page, id: place.id, column: 1, generation: generation)
    }

    /// A landed key's record stands beside its intent, once.
    static func landing(_ intent: RecordID) -> SealingContext {
        SealingContext(table: .landing, id: intent, column: 1, generation: 1)
    }

    /// The one-time key of a creation, once.
    static func landingKey(_ intent: RecordID) -> SealingContext {
        SealingContext(table: .landing, id: intent, column: 2, generation: 1)
    }

    /// The login of a profile's proxy, which stands in the profile's entry. Its age is the page's.
    static func login(_ profile: RecordID) -> SealingContext {
        SealingContext(table: .profile, id: profile, column: 2, generation: 1)
    }

    /// An audit row's id is its sequence number, little-endian, after eight zero bytes.
    static func audit(_ sequence: UInt64) -> SealingContext {
        var id = ByteWriter()
        id.append(UInt64(0))
        id.append(sequence)
        let row = RecordID(id.bytes) ?? .zero
        return SealingContext(table: .audit, id: row, column: 1, generation: 1)
    }

    /// A record of the spool: the id is the first half of the link before it, the generation the event's number.
    static func spool(after link: [UInt8], sequence: UInt64) -> SealingContext {
        let id = RecordID(link.prefix(RecordID.byteCount)) ?? .zero
        return SealingContext(table: .spool, id: id, column: 1, generation: sequence)
    }

    /// The 72 bytes that the key is derived from; all integers little-endian.
    func bytes(vaultID: RecordID, keyEpoch: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.append("vault/rec/v1".utf8)
        writer.append(UInt32(Schema.format))
        writer.append(vaultID.bytes)
        writer.append(keyEpoch)
        writer.append(table.rawValue)
        writer.append(id.bytes)
        writer.append(column)
        writer.append(generation)
        return writer.bytes
    }
}
