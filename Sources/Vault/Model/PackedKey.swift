import FoundationEssentials

/// A key's record in few bytes, for many of them: id 16 ‖ bits u8 ‖ state u8 ‖ the texts that there are, length u16 ‖
/// bytes ‖ the dates that there are, i64. It stands in memory only, and is written and read here alone.
enum PackedKey {
    private struct Bits: OptionSet {
        let rawValue: UInt8

        static let user = Bits(rawValue: 1)
        static let tag = Bits(rawValue: 2)
        static let createdAt = Bits(rawValue: 4)
        static let expiresAt = Bits(rawValue: 8)
        static let verifiedAt = Bits(rawValue: 16)
        static let retiredAt = Bits(rawValue: 32)
        static let isExpiryKnown = Bits(rawValue: 64)
        static let exposure = Bits(rawValue: 128)
    }

    private static let nameOffset = RecordID.byteCount + 2

    /// How many bytes a key takes.
    static func count(of fields: borrowing KeyFields) -> Int {
        var count = nameOffset + 2 + fields.name.count + 2 + fields.accessKeyID.count
        if let user = fields.user { count += 2 + user.count }
        if let tag = fields.tag { count += 2 + tag.count }
        count += 8
        if fields.createdAt != nil { count += 8 }
        if fields.expiresAt != nil { count += 8 }
        if fields.verifiedAt != nil { count += 8 }
        if fields.retiredAt != nil { count += 8 }
        if let exposure = fields.exposure { count += 8 + 2 + exposure.member.count }
        return count
    }

    /// Writes a key; its profile is noted elsewhere, since many have the same.
    static func write(
        _ id: RecordID, _ fields: borrowing KeyFields, of entry: RawSpan,
        to writer: inout PackedWriter
    ) {
        var bits: Bits = fields.isExpiryKnown ? .isExpiryKnown : []
        if fields.user != nil { bits.insert(.user) }
        if fields.tag != nil { bits.insert(.tag) }
        if fields.createdAt != nil { bits.insert(.createdAt) }
        if fields.expiresAt != nil { bits.insert(.expiresAt) }
        if fields.verifiedAt != nil { bits.insert(.verifiedAt) }
        if fields.retiredAt != nil { bits.insert(.retiredAt) }
        if fields.exposure != nil { bits.insert(.exposure) }
        writer.put(id.words.high.bigEndian)
        writer.put(id.words.low.bigEndian)
        writer.put(bits.rawValue)
        writer.put(fields.state.rawValue)
        writer.put(fields.name, of: entry)
        writer.put(fields.accessKeyID, of: entry)
        writer.put(fields.user, of: entry)
        writer.put(fields.tag, of: entry)
        writer.put(fields.storedAt)
        writer.put(fields.createdAt)
        writer.put(fields.expiresAt)
        writer.put(fields.verifiedAt)
        writer.put(fields.retiredAt)
        writer.put(fields.exposure?.since)
        writer.put(fields.exposure?.member, of: entry)
    }

    /// The key at a place where one was written.
    static func key(in bytes: [UInt8], at place: Int, profile: RecordID) -> ListedKey {
        let span = unsafe bytes.span.bytes
        let bits = Bits(rawValue: span.number(at: place + RecordID.byteCount))
        let state: UInt8 = span.number(at: place + RecordID.byteCount + 1)
        var reader = PackedReader(offset: place + nameOffset)
        var texts = ListedKey.Texts(name: reader.text(span), accessKeyID: reader.text(span))
        if bits.contains(.user) { texts.user = reader.text(span) }
        if bits.contains(.tag) { texts.tag = reader.text(span) }
        let storedAt = reader.date(span)
        let createdAt = bits.contains(.createdAt) ? reader.date(span) : nil
        let expiresAt = bits.contains(.expiresAt) ? reader.date(span) : nil
        let verifiedAt = bits.contains(.verifiedAt) ? reader.date(span) : nil
        let retiredAt = bits.contains(.retiredAt) ? reader.date(span) : nil
        let exposedSince = bits.contains(.exposure) ? reader.date(span) : nil
        if bits.contains(.exposure) { texts.exposedTo = reader.text(span) }
        return ListedKey(
            id: RecordID(span, at: place), profile: profile,
            state: KeyState(rawValue: state) ?? .unknown, createdAt: createdAt,
            expiresAt: expiresAt, isExpiryKnown: bits.contains(.isExpiryKnown),
            storedAt: storedAt, verifiedAt: verifiedAt, retiredAt: retiredAt,
            exposedSince: exposedSince, bytes: bytes, texts: texts)
    }

    /// Where the key's name stands.
    static func name(in bytes: RawSpan, at place: Int) -> Range<Int> {
        var reader = PackedReader(offset: place + nameOffset)
        return reader.text(bytes)
    }
}

/// Writes into memory that was made for it; traps where that ends.
@safe struct PackedWriter {
    private let memory: UnsafeMutableRawBufferPointer
    private(set) var count: Int

    init(_ memory: UnsafeMutableRawBufferPointer, at count: Int) {
        unsafe self.memory = memory
        self.count = count
    }

    mutating func put<Integer: FixedWidthInteger & BitwiseCopyable>(_ number: Integer?) {
        guard let number else { return }
        unsafe room(MemoryLayout<Integer>.size)
            .storeBytes(of: number.littleEndian, as: Integer.self)
    }

    mutating func put(_ text: Range<Int>?, of entry: RawSpan) {
        guard let text else { return }
        put(UInt16(text.count))
        let target = unsafe room(text.count)
        unsafe entry.extracting(text).withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe target.copyMemory(from: base, byteCount: source.count)
        }
    }

    private mutating func room(_ size: Int) -> UnsafeMutableRawPointer {
        let left = unsafe memory.count - count
        guard let base = unsafe memory.baseAddress, size <= left else {
            preconditionFailure("a packed key is longer than it was counted")
        }
        defer { count += size }
        return unsafe base + count
    }
}

/// Walks through a packed key.
private struct PackedReader {
    private(set) var offset: Int

    /// Where a text stands.
    mutating func text(_ bytes: RawSpan) -> Range<Int> {
        let start = offset + 2
        offset = start + Int(bytes.number(at: offset, as: UInt16.self))
        return start..<offset
    }

    mutating func date(_ bytes: RawSpan) -> Date {
        let seconds: Int64 = bytes.number(at: offset)
        offset += 8
        return Date(timeIntervalSince1970: Double(seconds))
    }
}
