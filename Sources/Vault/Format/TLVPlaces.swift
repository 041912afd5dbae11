/// Where the values of an entry's fields stand, and what may be read there. Nothing is allocated for it: a vault may have a
/// million entries.
struct TLVPlaces {
    private static let ignorable: UInt16 = 0x8000
    private static let mostFields = 32
    /// Before each value: field u16 ‖ length u32.
    private static let headCount = 6
    private var places = InlineArray<32, Place>(repeating: .absent)

    private struct Place: BitwiseCopyable {
        static let absent = Place(offset: 0, count: .max)

        /// From the entry's first byte on.
        let offset: UInt32
        /// No value is so long that this is its length: 4 GiB less one have no room in a page.
        let count: UInt32
    }

    /// - Parameter known: the fields of this kind of entry, below 32.
    init(in bytes: RawSpan, known: ClosedRange<UInt16>) throws(VaultError) {
        let end = bytes.byteCount
        var (offset, last) = (0, UInt16(0))
        while offset < end {
            guard end - offset >= Self.headCount else { throw .damaged("a record ends too early") }
            let field = bytes.number(at: offset, as: UInt16.self)
            let count = bytes.number(at: offset + 2, as: UInt32.self)
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

    /// How many bytes stand before the fields with the top bit, of an entry that has been read.
    static func countOfKnown(in bytes: RawSpan) -> Int {
        var offset = 0
        while bytes.byteCount - offset >= headCount,
            bytes.number(at: offset, as: UInt16.self) & ignorable == 0
        {
            offset += headCount + Int(bytes.number(at: offset + 2, as: UInt32.self))
        }
        return offset
    }

    /// Inlined, since a call would copy all of the places.
    @inline(__always)
    func place(_ field: UInt16) -> Range<Int>? {
        let place = places.span[Int(field)]
        guard place.count != .max else { return nil }
        return Int(place.offset)..<(Int(place.offset) + Int(place.count))
    }

    /// A field that every entry of its kind has.
    static func required<Value>(_ value: Value?) throws(VaultError) -> Value {
        guard let value else { throw wrongField }
        return value
    }

    static let wrongField = VaultError.damaged("an entry lacks a field or has a wrong one")
}

// MARK: - Values

extension TLVPlaces {
    /// The place of a text that is UTF-8 indeed.
    func text(_ field: UInt16, in bytes: RawSpan) throws(VaultError) -> Range<Int>? {
        guard let place = place(field) else { return nil }
        guard bytes.extracting(place).isUTF8 else { throw .damaged("an entry's text is no UTF-8") }
        return place
    }

    /// The place of a text that may be a name.
    func name(_ field: UInt16, in bytes: RawSpan) throws(VaultError) -> Range<Int> {
        let place = try Self.required(place(field))
        guard EntryName.isName(bytes.extracting(place)) else {
            // What is no text at all is told first.
            _ = try text(field, in: bytes)
            throw .damaged("an entry's name is none")
        }
        return place
    }

    func id(_ field: UInt16, in bytes: RawSpan) throws(VaultError) -> RecordID? {
        guard let place = place(field) else { return nil }
        guard place.count == RecordID.byteCount else { throw Self.wrongField }
        return RecordID(bytes, at: place.lowerBound)
    }

    func number<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ field: UInt16, in bytes: RawSpan, as: Integer.Type = Integer.self
    ) throws(VaultError) -> Integer? {
        guard let place = place(field) else { return nil }
        guard place.count == Integer.bitWidth / 8 else {
            throw .damaged("an entry's number has a wrong size")
        }
        return bytes.number(at: place.lowerBound)
    }

    /// A date's number, in the calendar's range.
    func seconds(_ field: UInt16, in bytes: RawSpan) throws(VaultError) -> Int64? {
        guard let seconds = try number(field, in: bytes, as: Int64.self) else { return nil }
        guard EntryDate.range.contains(seconds) else {
            throw .damaged("an entry's date is not in the years 1 to 9999")
        }
        return seconds
    }
}
