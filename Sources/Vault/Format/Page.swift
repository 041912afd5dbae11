/// The entries of one page, as they stand in its box: count u32, then per entry, by ascending id, length u32 ‖ id 16 ‖
/// fields. The cost of reading is the number of boxes, so a page beats a box per entry.
enum Page {
    /// With the counts, lengths and ids. Whoever holds the key takes boxes of 64 KiB at most.
    static let mostBytes = 57_344

    static func encode(_ entries: [(id: RecordID, fields: [UInt8])]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(UInt32(entries.count))
        for entry in entries.sorted(by: { $0.id < $1.id }) {
            writer.append(UInt32(RecordID.byteCount + entry.fields.count))
            writer.append(entry.id.bytes)
            writer.append(entry.fields)
        }
        return writer.bytes
    }

    static func decode(
        _ bytes: [UInt8]
    ) throws(VaultError) -> [(id: RecordID, fields: ArraySlice<UInt8>)] {
        try places(in: bytes).map { ($0.id, bytes[$0.fields]) }
    }

    /// Which entries there are, and where their fields stand.
    static func places(
        in bytes: [UInt8]
    ) throws(VaultError) -> [(id: RecordID, fields: Range<Int>)] {
        guard bytes.count <= mostBytes else {
            throw .damaged("a page is larger than any may be")
        }
        var reader = ByteReader(bytes)
        let count = try reader.u32()
        var places: [(id: RecordID, fields: Range<Int>)] = []
        for _ in 0..<count {
            let length = try Int(reader.u32())
            let id = try reader.id()
            guard places.last.map({ $0.id < id }) ?? true else {
                throw .damaged("a page's entries are out of order")
            }
            places.append((id, try reader.skip(length - RecordID.byteCount)))
        }
        guard reader.isAtEnd else { throw .damaged("a page has more than its entries") }
        return places
    }
}
