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
    private let bytes: ArraySlice<UInt8>
    let places: TLVPlaces

    /// - Parameter known: the fields of this kind of entry, below 32.
    init(_ bytes: ArraySlice<UInt8>, known: ClosedRange<UInt16>) throws(VaultError) {
        self.bytes = bytes
        places = try TLVPlaces(in: unsafe bytes.span.bytes, known: known)
    }

    func bytes(_ field: UInt16) -> ArraySlice<UInt8>? {
        places.place(field).map {
            bytes[(bytes.startIndex + $0.lowerBound)..<(bytes.startIndex + $0.upperBound)]
        }
    }

    func text(_ field: UInt16) throws(VaultError) -> String? {
        try places.text(field, in: unsafe bytes.span.bytes).map {
            unsafe bytes.span.bytes.extracting($0).text
        }
    }

    func name(_ field: UInt16) throws(VaultError) -> EntryName {
        let place = try places.name(field, in: unsafe bytes.span.bytes)
        return EntryName(checked: unsafe bytes.span.bytes.extracting(place).text)
    }

    func id(_ field: UInt16) throws(VaultError) -> RecordID? {
        try places.id(field, in: unsafe bytes.span.bytes)
    }

    func number<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ field: UInt16, as: Integer.Type = Integer.self
    ) throws(VaultError) -> Integer? {
        try places.number(field, in: unsafe bytes.span.bytes)
    }

    func date(_ field: UInt16) throws(VaultError) -> Date? {
        try seconds(field).map(Date.init(seconds:))
    }

    /// A date's number, in the calendar's range.
    func seconds(_ field: UInt16) throws(VaultError) -> Int64? {
        try places.seconds(field, in: unsafe bytes.span.bytes)
    }

    /// A field that every entry of its kind has.
    func required<Value>(_ value: Value?) throws(VaultError) -> Value {
        try TLVPlaces.required(value)
    }

    static var wrongField: VaultError { TLVPlaces.wrongField }

    /// The fields with the top bit, which come last, of an entry that has been read.
    static func ignorable(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.dropFirst(TLVPlaces.countOfKnown(in: unsafe bytes.span.bytes))
    }
}
