/// Reads what ``ByteWriter`` writes; whatever is too short throws.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private var offset: Int
    private let end: Int

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        offset = bytes.startIndex
        end = bytes.endIndex
    }

    /// Of a file that has so many bytes and begins with its magic; reads what comes after that.
    ///
    /// - Parameter reason: what is wrong with any other one.
    init(
        _ bytes: [UInt8], of count: Int, after magic: [UInt8], else reason: String
    ) throws(VaultError) {
        guard bytes.count == count, bytes.starts(with: magic) else { throw .damaged(reason) }
        self.init(bytes.dropFirst(magic.count))
    }

    var isAtEnd: Bool { offset == end }
    var remaining: Int { end - offset }

    mutating func u8() throws(VaultError) -> UInt8 { try integer() }
    mutating func u16() throws(VaultError) -> UInt16 { try integer() }
    mutating func u32() throws(VaultError) -> UInt32 { try integer() }
    mutating func u64() throws(VaultError) -> UInt64 { try integer() }

    mutating func take(_ count: Int) throws(VaultError) -> ArraySlice<UInt8> {
        bytes[try skip(count)]
    }

    /// Where the next bytes stand.
    mutating func skip(_ count: Int) throws(VaultError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw .damaged("a record ends too early") }
        defer { offset += count }
        return offset..<(offset + count)
    }

    mutating func id() throws(VaultError) -> RecordID {
        let place = try skip(RecordID.byteCount)
        return RecordID(unsafe bytes[place].span.bytes, at: 0)
    }

    private mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>()
        throws(VaultError) -> Integer
    {
        let place = try skip(Integer.bitWidth / 8)
        return unsafe bytes[place].span.bytes.number(at: 0)
    }
}
