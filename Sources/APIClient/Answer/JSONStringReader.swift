/// Reads the content of one JSON string (RFC 8259 §7), unescaped, byte by byte, without a copy of it.
///
/// The bytes around it are known to be UTF-8, so only escapes and control characters are judged here.
package struct JSONStringReader {
    /// The next byte to read; after the end, the byte behind the closing quote.
    package private(set) var position: Int
    /// The rest of a character that an escape stood for, in UTF-8, last byte first.
    private var pending: [UInt8] = []

    /// - Parameter position: the first byte behind the opening quote.
    package init(at position: Int) { self.position = position }

    /// The next byte of the unescaped text in UTF-8, or `nil` at the closing quote.
    package mutating func next(in bytes: Span<UInt8>) throws(JSONScanError) -> UInt8? {
        if let byte = pending.popLast() { return byte }
        let byte = try take(from: bytes)
        switch byte {
        case UInt8(ascii: "\""): return nil
        case UInt8(ascii: "\\"): return try escaped(in: bytes)
        case 0..<0x20: throw JSONScanError(reason: .syntax, offset: position - 1)
        default: return byte
        }
    }

    private mutating func escaped(in bytes: Span<UInt8>) throws(JSONScanError) -> UInt8 {
        let start = position
        switch Unicode.Scalar(try take(from: bytes)) {
        case "\"": return UInt8(ascii: "\"")
        case "\\": return UInt8(ascii: "\\")
        case "/": return UInt8(ascii: "/")
        case "b": return 0x08
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "u": return try character(in: bytes)
        default: throw JSONScanError(reason: .syntax, offset: start)
        }
    }

    /// A character given by one UTF-16 unit, or by a surrogate pair in two escapes.
    private mutating func character(in bytes: Span<UInt8>) throws(JSONScanError) -> UInt8 {
        let start = position
        var value = try unit(in: bytes)
        if (0xD800..<0xDC00).contains(value) {
            guard try take(from: bytes) == UInt8(ascii: "\\"),
                try take(from: bytes) == UInt8(ascii: "u"),
                case let low = try unit(in: bytes), (0xDC00..<0xE000).contains(low)
            else { throw JSONScanError(reason: .encoding, offset: start) }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw JSONScanError(reason: .encoding, offset: start)
        }
        let encoded = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        pending = encoded.dropFirst().reversed()
        return encoded[0]
    }

    /// Four hexadecimal digits.
    private mutating func unit(in bytes: Span<UInt8>) throws(JSONScanError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try take(from: bytes)
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw JSONScanError(reason: .syntax, offset: position - 1)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func take(from bytes: Span<UInt8>) throws(JSONScanError) -> UInt8 {
        guard position < bytes.count else { throw JSONScanError(reason: .syntax, offset: position) }
        defer { position += 1 }
        return bytes[position]
    }
}
