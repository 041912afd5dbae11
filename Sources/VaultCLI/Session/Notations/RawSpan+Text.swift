import SecretMemory

extension RawSpan {
    func contains(where isWanted: (UInt8) -> Bool) -> Bool {
        (0..<byteCount).contains { isWanted(byte(at: $0)) }
    }

    func starts(with text: String) -> Bool { holds(unsafe text.utf8.span.bytes, at: 0) }

    func contains(_ text: String) -> Bool { contains(unsafe text.utf8.span.bytes) }

    /// Whether the bytes are UTF-8, judged in place: the value may be a secret.
    var isUTF8: Bool {
        unsafe withBytePointer { pointer, count in
            let bytes = unsafe UnsafeBufferPointer(start: pointer, count: count).span
            return (try? UTF8Span(validating: bytes)) != nil
        }
    }
}

extension OutputRawSpan {
    mutating func append(_ byte: UInt8) { unsafe append(byte, as: UInt8.self) }

    /// Appends a text that is no secret.
    mutating func append(_ text: String) { append(contentsOf: Array(text.utf8)) }

    /// Two digits, computed: no table is asked with a byte that may be secret.
    mutating func appendHexadecimal(_ byte: UInt8) {
        append(Self.digit(byte >> 4))
        append(Self.digit(byte & 15))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + UInt8(ascii: "0") + (value > 9 ? 39 : 0)
    }
}
