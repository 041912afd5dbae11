import FoundationEssentials

/// Writes tag u16 ‖ length u32 ‖ value, tags ascending; what is absent is left out.
struct TLVWriter {
    private var writer = ByteWriter()

    var bytes: [UInt8] { writer.bytes }

    mutating func put(_ tag: UInt16, _ value: [UInt8]?) {
        guard let value else { return }
        writer.append(tag)
        writer.append(UInt32(value.count))
        writer.append(value)
    }

    mutating func put(_ tag: UInt16, _ text: String?) { put(tag, text.map { Array($0.utf8) }) }

    mutating func put(_ tag: UInt16, _ id: RecordID?) { put(tag, id?.bytes) }

    mutating func put<Integer: FixedWidthInteger>(_ tag: UInt16, number: Integer?) {
        guard let number else { return }
        var value = ByteWriter()
        value.append(number)
        put(tag, value.bytes)
    }

    /// Whole seconds since 1970 in UTC, i64.
    mutating func put(_ tag: UInt16, _ date: Date?) {
        put(tag, number: date.map { Int64($0.timeIntervalSince1970.rounded(.down)) })
    }
}

/// Reads an entry's fields; a duplicate, a tag out of order or one that this format does not have is
/// refused, unless its top bit says that it may be ignored.
struct TLVReader {
    private static let ignorable: UInt16 = 0x8000
    private static let mostTags = 32
    private let bytes: ArraySlice<UInt8>
    /// Where each tag's value stands; a vault may have a million fields, so nothing is allocated for one.
    private var places = InlineArray<32, Range<Int>?>(repeating: nil)

    /// - Parameter known: the tags of this kind of entry, below 32.
    init(_ bytes: ArraySlice<UInt8>, known: ClosedRange<UInt16>) throws(VaultError) {
        self.bytes = bytes
        var reader = ByteReader(bytes)
        var last: UInt16 = 0
        while !reader.isAtEnd {
            let tag = try reader.u16()
            let place = try reader.skip(Int(reader.u32()))
            guard tag > last else { throw .damaged("an entry's fields are out of order") }
            last = tag
            if known.contains(tag), tag < Self.mostTags {
                places[Int(tag)] = place
            } else if tag & Self.ignorable == 0 {
                throw .damaged("an entry has a field that this version does not know")
            }
        }
    }

    /// The fields with the top bit, which come last, of an entry that has been read.
    static func ignorable(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var reader = ByteReader(bytes)
        var rest = bytes
        while let tag = try? reader.u16(), tag & ignorable == 0, let count = try? reader.u32(),
            (try? reader.skip(Int(count))) != nil
        {
            rest = rest.dropFirst(6 + Int(count))
        }
        return rest
    }

    func bytes(_ tag: UInt16) -> ArraySlice<UInt8>? { places[Int(tag)].map { bytes[$0] } }

    func text(_ tag: UInt16) throws(VaultError) -> String? {
        guard let bytes = bytes(tag) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .damaged("an entry's text is no UTF-8")
        }
        return text
    }

    func name(_ tag: UInt16) throws(VaultError) -> EntryName {
        guard let name = try EntryName(required(text(tag))) else {
            throw .damaged("an entry's name is none")
        }
        return name
    }

    func id(_ tag: UInt16) throws(VaultError) -> RecordID? {
        guard let bytes = bytes(tag) else { return nil }
        return try required(RecordID(bytes))
    }

    func number<Integer: FixedWidthInteger>(
        _ tag: UInt16, as: Integer.Type = Integer.self
    ) throws(VaultError) -> Integer? {
        guard let place = places[Int(tag)] else { return nil }
        guard place.count == Integer.bitWidth / 8 else {
            throw .damaged("an entry's number has a wrong size")
        }
        var value: Integer = 0
        for index in 0..<place.count {
            value |= Integer(truncatingIfNeeded: bytes[place.lowerBound + index]) << (index * 8)
        }
        return value
    }

    func date(_ tag: UInt16) throws(VaultError) -> Date? {
        try number(tag, as: Int64.self).map { Date(timeIntervalSince1970: Double($0)) }
    }

    /// A field that every entry of its kind has.
    func required<Value>(_ value: Value?) throws(VaultError) -> Value {
        guard let value else { throw .damaged("an entry lacks a field or has a wrong one") }
        return value
    }
}
