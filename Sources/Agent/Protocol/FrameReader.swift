import SecretMemory
import Vault

/// Walks through a message; whatever is too short throws.
///
/// A span can't be stored, so each step is given the bytes that the reader was made for.
struct FrameReader {
    private var offset: Int
    private let end: Int

    init(_ bytes: RawSpan, from start: Int = 0) {
        offset = start
        end = bytes.byteCount
    }

    var remaining: Int { max(0, end - offset) }

    mutating func u8(_ bytes: RawSpan) throws(MalformedMessage) -> UInt8 { try integer(bytes) }
    mutating func u16(_ bytes: RawSpan) throws(MalformedMessage) -> UInt16 { try integer(bytes) }
    mutating func u32(_ bytes: RawSpan) throws(MalformedMessage) -> UInt32 { try integer(bytes) }
    mutating func u64(_ bytes: RawSpan) throws(MalformedMessage) -> UInt64 { try integer(bytes) }

    /// Bytes that are no secret.
    mutating func take(_ count: Int, _ bytes: RawSpan) throws(MalformedMessage) -> [UInt8] {
        let range = try skip(count)
        return unsafe bytes.extracting(range).withUnsafeBytes { unsafe Array($0) }
    }

    mutating func secret(_ count: Int, _ bytes: RawSpan) throws(MalformedMessage) -> SecretBytes {
        SecretBytes(copying: bytes.extracting(try skip(count)))
    }

    mutating func id(_ bytes: RawSpan) throws(MalformedMessage) -> RecordID {
        guard let id = RecordID(try take(RecordID.byteCount, bytes)) else {
            throw MalformedMessage()
        }
        return id
    }

    func finish() throws(MalformedMessage) {
        guard remaining == 0 else { throw MalformedMessage() }
    }

    /// Where the next bytes stand, which are left there.
    mutating func place(_ count: Int) throws(MalformedMessage) -> Range<Int> { try skip(count) }

    private mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(
        _ bytes: RawSpan
    ) throws(MalformedMessage) -> Integer {
        let range = try skip(Integer.bitWidth / 8)
        var value: Integer = 0
        for (index, place) in range.enumerated() {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
            value |= Integer(byte) << Integer(index * 8)
        }
        return value
    }

    private mutating func skip(_ count: Int) throws(MalformedMessage) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw MalformedMessage() }
        defer { offset += count }
        return offset..<(offset + count)
    }
}
