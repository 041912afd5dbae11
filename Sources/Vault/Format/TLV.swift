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

    mutating func put(_ field: UInt16, _ date: Date?) {
        put(field, number: date.map(EntryDate.seconds))
    }
}

/// Reads an entry's fields; a duplicate, a field out of order or one that this format does not have is
/// refused, unless its top bit says that it may be ignored.
struct TLVReader {
    private static let ignorable: UInt16 = 0x8000
    private static let mostFields = 32
    /// Before each value: field u16 ‖ length u32.
    private static let headCount = 6
    private let bytes: ArraySlice<UInt8>
    /// Where each field's value stands, from the entry's first byte on; a vault may have a million fields, so nothing is
    /// allocated for one.
    private var places = InlineArray<32, Place>(repeating: .absent)

    private struct Place {
        static let absent = Place(offset: 0, count: .max)

        let offset: UInt32
        /// No value is so long that this is its length: 4 GiB less one have no room in a page.
        let count: UInt32
    }

    /// - Parameter known: the fields of this kind of entry, below 32.
    init(_ bytes: ArraySlice<UInt8>, known: ClosedRange<UInt16>) throws(VaultError) {
        self.bytes = bytes
        let raw = unsafe bytes.span.bytes
        let end = raw.byteCount
        var (offset, last) = (0, UInt16(0))
        while offset < end {
            guard end - offset >= Self.headCount else { throw .damaged("a record ends too early") }
            let field = raw.number(at: offset, as: UInt16.self)
            let count = raw.number(at: offset + 2, as: UInt32.self)
            offset += Self.headCount
            guard Int(count) <= end - offset else { throw .damaged("a record ends too early") }
            guard field > last else { throw .damaged("an entry's fields are out of order") }
            last = field
            if known.contains(field), field < Self.mostFields {
                places[Int(field)] = Place(offset: UInt32(truncatingIfNeeded: offset), count: count)
            } else if field & Self.ignorable == 0 {
                throw .damaged("an entry has a field that this version does not know")
            }
            offset += Int(count)
        }
    }

    /// The fields with the top bit, which come last, of an entry that has been read.
    static func ignorable(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let raw = unsafe bytes.span.bytes
        var offset = 0
        while raw.byteCount - offset >= headCount,
            raw.number(at: offset, as: UInt16.self) & ignorable == 0
        {
            offset += headCount + Int(raw.number(at: offset + 2, as: UInt32.self))
        }
        return bytes.dropFirst(offset)
    }

    private func place(_ field: UInt16) -> Range<Int>? {
        let place = places[Int(field)]
        guard place.count != .max else { return nil }
        return Int(place.offset)..<(Int(place.offset) + Int(place.count))
    }

    func bytes(_ field: UInt16) -> ArraySlice<UInt8>? {
        place(field).map {
            bytes[(bytes.startIndex + $0.lowerBound)..<(bytes.startIndex + $0.upperBound)]
        }
    }

    /// The bytes of a text that is UTF-8 indeed.
    func textBytes(_ field: UInt16) throws(VaultError) -> ArraySlice<UInt8>? {
        guard let text = bytes(field) else { return nil }
        guard unsafe text.span.bytes.isASCII || String(validating: text, as: UTF8.self) != nil
        else {
            throw .damaged("an entry's text is no UTF-8")
        }
        return text
    }

    func text(_ field: UInt16) throws(VaultError) -> String? {
        try textBytes(field).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a text that may be a name.
    func nameBytes(_ field: UInt16) throws(VaultError) -> ArraySlice<UInt8> {
        let name = try required(bytes(field))
        guard EntryName.isName(unsafe name.span.bytes) else {
            // What is no text at all is told first.
            _ = try textBytes(field)
            throw .damaged("an entry's name is none")
        }
        return name
    }

    func name(_ field: UInt16) throws(VaultError) -> EntryName {
        EntryName(checked: String(decoding: try nameBytes(field), as: UTF8.self))
    }

    func id(_ field: UInt16) throws(VaultError) -> RecordID? {
        guard let place = place(field) else { return nil }
        guard place.count == RecordID.byteCount else { throw Self.wrongField }
        return RecordID(unsafe bytes.span.bytes, at: place.lowerBound)
    }

    func number<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ field: UInt16, as: Integer.Type = Integer.self
    ) throws(VaultError) -> Integer? {
        guard let place = place(field) else { return nil }
        guard place.count == Integer.bitWidth / 8 else {
            throw .damaged("an entry's number has a wrong size")
        }
        return unsafe bytes.span.bytes.number(at: place.lowerBound)
    }

    func date(_ field: UInt16) throws(VaultError) -> Date? {
        try seconds(field).map(Date.init(seconds:))
    }

    /// A date's number, in the calendar's range.
    func seconds(_ field: UInt16) throws(VaultError) -> Int64? {
        guard let seconds = try number(field, as: Int64.self) else { return nil }
        guard EntryDate.range.contains(seconds) else {
            throw .damaged("an entry's date is not in the years 1 to 9999")
        }
        return seconds
    }

    /// A field that every entry of its kind has.
    func required<Value>(_ value: Value?) throws(VaultError) -> Value {
        guard let value else { throw Self.wrongField }
        return value
    }

    static let wrongField = VaultError.damaged("an entry lacks a field or has a wrong one")
}
