import FoundationEssentials

/// A key's record in few bytes, for many of them: id 16 ‖ bits u16 ‖ state u8 ‖ the texts that there are, length u16 ‖
/// bytes ‖ the dates that there are, i64. It stands in memory only, and is written and read here alone.
enum PackedKey {
    private struct Bits: OptionSet {
        let rawValue: UInt16

        static let user = Bits(rawValue: 1)
        static let tag = Bits(rawValue: 2)
        static let createdAt = Bits(rawValue: 4)
        static let expiresAt = Bits(rawValue: 8)
        static let verifiedAt = Bits(rawValue: 16)
        static let retiredAt = Bits(rawValue: 32)
        static let isExpiryKnown = Bits(rawValue: 64)
        static let exposure = Bits(rawValue: 128)
        static let caller = Bits(rawValue: 256)
        static let modifiedAt = Bits(rawValue: 512)
    }

    private static let stateOffset = RecordID.byteCount + 2
    private static let nameOffset = stateOffset + 1

    /// Appends a key; its profile is noted elsewhere, since many have the same.
    static func append(_ id: RecordID, _ fields: KeyFields, to bytes: inout [UInt8]) {
        var bits: Bits = fields.isExpiryKnown ? .isExpiryKnown : []
        if fields.user != nil { bits.insert(.user) }
        if fields.tag != nil { bits.insert(.tag) }
        if fields.createdAt != nil { bits.insert(.createdAt) }
        if fields.expiresAt != nil { bits.insert(.expiresAt) }
        if fields.verifiedAt != nil { bits.insert(.verifiedAt) }
        if fields.retiredAt != nil { bits.insert(.retiredAt) }
        if fields.exposure != nil { bits.insert(.exposure) }
        if fields.caller != nil { bits.insert(.caller) }
        if fields.modifiedAt != nil { bits.insert(.modifiedAt) }
        append(id.words.high.bigEndian, to: &bytes)
        append(id.words.low.bigEndian, to: &bytes)
        append(bits.rawValue, to: &bytes)
        bytes.append(fields.state.rawValue)
        append(fields.name, to: &bytes)
        append(fields.accessKeyID, to: &bytes)
        append(fields.user, to: &bytes)
        append(fields.tag, to: &bytes)
        append(fields.storedAt, to: &bytes)
        append(fields.createdAt, to: &bytes)
        append(fields.expiresAt, to: &bytes)
        append(fields.verifiedAt, to: &bytes)
        append(fields.retiredAt, to: &bytes)
        append(fields.exposure?.since, to: &bytes)
        append(fields.exposure?.member, to: &bytes)
        append(fields.caller, to: &bytes)
        append(fields.modifiedAt, to: &bytes)
    }

    /// The key at a place where one was appended.
    static func record(in bytes: RawSpan, at place: Int, profile: RecordID) -> KeyRecord {
        let bits = Bits(rawValue: bytes.number(at: place + RecordID.byteCount))
        let state: UInt8 = bytes.number(at: place + stateOffset)
        var reader = PackedReader(offset: place + nameOffset)
        let (name, accessKeyID) = (reader.text(bytes), reader.text(bytes))
        let user = bits.contains(.user) ? reader.text(bytes) : nil
        let tag = bits.contains(.tag) ? reader.text(bytes) : nil
        let storedAt = reader.date(bytes)
        let createdAt = bits.contains(.createdAt) ? reader.date(bytes) : nil
        let expiresAt = bits.contains(.expiresAt) ? reader.date(bytes) : nil
        let verifiedAt = bits.contains(.verifiedAt) ? reader.date(bytes) : nil
        let retiredAt = bits.contains(.retiredAt) ? reader.date(bytes) : nil
        var record = KeyRecord(
            id: RecordID(bytes, at: place), name: EntryName(checked: name), profile: profile,
            user: user, accessKeyID: accessKeyID, state: KeyState(rawValue: state) ?? .unknown,
            createdAt: createdAt, expiresAt: expiresAt,
            isExpiryKnown: bits.contains(.isExpiryKnown), tag: tag, storedAt: storedAt,
            verifiedAt: verifiedAt, retiredAt: retiredAt)
        if bits.contains(.exposure) {
            let since = reader.date(bytes)
            record.exposure = KeyExposure(
                since: since, member: EntryName(checked: reader.text(bytes)))
        }
        if bits.contains(.caller) { record.caller = reader.text(bytes) }
        if bits.contains(.modifiedAt) { record.modifiedAt = reader.date(bytes) }
        return record
    }

    /// Where the key's name stands.
    static func name(in bytes: RawSpan, at place: Int) -> Range<Int> {
        var reader = PackedReader(offset: place + nameOffset)
        return reader.textPlace(bytes)
    }

    private static func append(_ text: ArraySlice<UInt8>?, to bytes: inout [UInt8]) {
        guard let text else { return }
        append(UInt16(text.count), to: &bytes)
        bytes.append(contentsOf: text)
    }

    private static func append<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ number: Integer?, to bytes: inout [UInt8]
    ) {
        guard let number else { return }
        unsafe withUnsafeBytes(of: number.littleEndian) {
            unsafe bytes.append(contentsOf: $0)
        }
    }
}

/// Walks through a packed key.
private struct PackedReader {
    private(set) var offset: Int

    mutating func textPlace(_ bytes: RawSpan) -> Range<Int> {
        let start = offset + 2
        offset = start + Int(bytes.number(at: offset, as: UInt16.self))
        return start..<offset
    }

    mutating func text(_ bytes: RawSpan) -> String {
        let place = textPlace(bytes)
        return unsafe bytes.extracting(place).withUnsafeBytes {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }

    mutating func date(_ bytes: RawSpan) -> Date {
        let seconds: Int64 = bytes.number(at: offset)
        offset += 8
        return Date(timeIntervalSince1970: Double(seconds))
    }
}
