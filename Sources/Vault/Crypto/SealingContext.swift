/// Where a box stands. Its key is derived from this, so a box that was moved or replayed does not open.
package struct SealingContext: Hashable, Sendable {
    package enum Table: UInt32, Sendable {
        case secret = 1
        case page = 2
        case audit = 3
        case landing = 4
        case profile = 5
        case spool = 6
        case memberEvent = 7
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

    /// The one place that the format has for a box of a type, by its id and generation; `nil` if the format has
    /// no such box.
    package init?(type: UInt16, id: RecordID, generation: UInt64) {
        let (table, column, isRewritten) = Self.place(of: type) ?? (.secret, 0, false)
        guard column > 0, isRewritten || generation == 1 else { return nil }
        let (high, low) = (id.words.high.byteSwapped, id.words.low.byteSwapped)
        switch table {
        case .page: guard high == UInt64(type), low <= UInt64(UInt32.max) else { return nil }
        case .audit: guard high == 0, low > 0 else { return nil }
        case .memberEvent: guard generation > 0 else { return nil }
        case .secret, .landing, .profile, .spool: break
        }
        self.init(table: table, id: id, column: column, generation: generation)
    }

    /// Table, column, and whether what stands there is written again and again.
    private static func place(of type: UInt16) -> (Table, UInt32, Bool)? {
        switch type {
        case SecretRow.type: (.secret, 2, true)
        case _ where PageKind(rawValue: type) != nil: (.page, 1, true)
        case AuditRow.type: (.audit, 1, false)
        case LandingKind.key.type, LandingKind.elsewhere.type: (.landing, 1, false)
        case LandingKind.held.type: (.landing, 2, false)
        case SealedLogin.type: (.profile, 2, false)
        case SpoolRecord.type: (.spool, 1, true)
        case MemberEvent.type: (.memberEvent, 1, true)
        default: nil
        }
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
