import CSodium
import SecretMemory

/// 16 random bytes that name a vault, a page, a key, a profile or an intent.
package struct RecordID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package static let byteCount = 16

    // Two words instead of an array: a vault may hold 100,000 of these.
    private let high: UInt64
    private let low: UInt64

    /// Takes exactly 16 bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The same for other modules, in which a generic would be slow.
    package init?(_ bytes: [UInt8]) { self.init(bytes[...]) }

    /// The 16 bytes from an offset on; traps where there are fewer.
    init(_ bytes: RawSpan, at offset: Int) {
        self.init(
            high: bytes.number(at: offset, as: UInt64.self).bigEndian,
            low: bytes.number(at: offset + 8, as: UInt64.self).bigEndian)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Takes 32 hexadecimal digits, as ``description`` has them.
    package init?(hexadecimal text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 2 * Self.byteCount else { return nil }
        var isValid = false
        let bytes = SecretBytes(capacity: Self.byteCount) { output in
            isValid = Hex.appendDecoded(unsafe digits.span.bytes, to: &output)
        }
        guard isValid else { return nil }
        self.init(bytes.publicBytes)
    }

    static let zero = RecordID(high: 0, low: 0)

    package static func random() -> RecordID {
        Sodium.ready
        var words: (UInt64, UInt64) = (0, 0)
        unsafe withUnsafeMutableBytes(of: &words) { buffer in
            guard let base = buffer.baseAddress else { return }
            unsafe randombytes_buf(base, byteCount)
        }
        return RecordID(high: words.0, low: words.1)
    }

    package var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { unsafe Array($0) }
    }

    /// The bytes, the first in the highest place.
    var words: (high: UInt64, low: UInt64) { (high, low) }

    /// The first 8 bytes as a little-endian number.
    var firstWord: UInt64 { high.byteSwapped }

    /// 32 hexadecimal digits.
    package var description: String {
        Hex.encode(bytes)
    }

    /// The order of the bytes, which is the order of SQLite's blobs.
    package static func < (left: RecordID, right: RecordID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
