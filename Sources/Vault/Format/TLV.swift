import FoundationEssentials

/// Writes field u16 ‖ length u32 ‖ value, fields ascending; what is absent is left out.
struct TLVWriter {
    private var writer = ByteWriter()

    var bytes: [UInt8] { writer.bytes }

    mutating func put(_ field: UInt16, _ value: [UInt8]?) {
        guard let value else { return }
        writer.append(field)
        writer.append(UInt32(value.count))
        writer.append(value)
    }

    mutating func put(_ field: UInt16, _ text: String?) { put(field, text.map { Array($0.utf8) }) }

    mutating func put(_ field: UInt16, _ id: RecordID?) { put(field, id?.bytes) }

    mutating func put<Integer: FixedWidthInteger>(_ field: UInt16, number: Integer?) {
        guard let number else { return }
        var value = ByteWriter()
        value.append(number)
        put(field, value.bytes)
    }

    /// Whole seconds since 1970 in UTC, i64.
    mutating func put(_ field: UInt16, _ date: Date?) {
        put(field, number: date.map { Int64($0.timeIntervalSince1970.rounded(.down)) })
    }
}

/// Reads an entry's fields; a duplicate, a field out of order or one that this format does not have is
/// refused, unless its top bit says that it may be ignored.
struct TLVReader {
    private static let ignorable: UInt16 = 0x8000
    private static let mostFields = 32
    private let bytes: ArraySlice<UInt8>
    /// Where each field's value stands; a vault may have a million fields, so nothing is allocated for one.
    private var places = InlineArray<32, Range<Int>?>(repeating: nil)

    /// - Parameter known: the fields of this kind of entry, below 32.
    init(_ bytes: ArraySlice<UInt8>, known: ClosedRange<UInt16>) throws(VaultError) {
        self.bytes = bytes
        var reader = ByteReader(bytes)
        var last: UInt16 = 0
        while !reader.isAtEnd {
            let field = try reader.u16()
            let place = try reader.skip(Int(reader.u32()))
            guard field > last else { throw .damaged("an entry's fields are out of order") }
            last = field
            if known.contains(field), field < Self.mostFields {
                places[Int(field)] = place
            } else if field & Self.ignorable == 0 {
                throw .damaged("an entry has a field that this version does not know")
            }
        }
    }

    /// The fields with the top bit, which come last, of an entry that has been read.
    static func ignorable(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var reader = ByteReader(bytes)
        var rest = bytes
        while let field = try? reader.u16(), field & ignorable == 0, let count = try? reader.u32(),
            (try? reader.skip(Int(count))) != nil
        {
            rest = rest.dropFirst(6 + Int(count))
        }
        return rest
    }

    func bytes(_ field: UInt16) -> ArraySlice<UInt8>? { places[Int(field)].map { bytes[$0] } }

    func text(_ field: UInt16) throws(VaultError) -> String? {
        guard let bytes = bytes(field) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .damaged("an entry's text is no UTF-8")
        }
        return text
    }

    func name(_ field: UInt16) throws(VaultError) -> EntryName {
        guard let name = try EntryName(required(text(field))) else {
            throw .damaged("an entry's name is none")
        }
        return name
    }

    func id(_ field: UInt16) throws(VaultError) -> RecordID? {
        guard let bytes = bytes(field) else { return nil }
        return try required(RecordID(bytes))
    }

    func number<Integer: FixedWidthInteger>(
        _ field: UInt16, as: Integer.Type = Integer.self
    ) throws(VaultError) -> Integer? {
        guard let place = places[Int(field)] else { return nil }
        guard place.count == Integer.bitWidth / 8 else {
            throw .damaged("an entry's number has a wrong size")
        }
        var value: Integer = 0
        for index in 0..<place.count {
            value |= Integer(truncatingIfNeeded: bytes[place.lowerBound + index]) << (index * 8)
        }
        return value
    }

    func date(_ field: UInt16) throws(VaultError) -> Date? {
        try number(field, as: Int64.self).map { Date(timeIntervalSince1970: Double($0)) }
    }

    /// A field that every entry of its kind has.
    func required<Value>(_ value: Value?) throws(VaultError) -> Value {
        guard let value else { throw .damaged("an entry lacks a field or has a wrong one") }
        return value
    }
}
