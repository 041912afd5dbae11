extension RawSpan {
    /// A little-endian number of fixed width, wherever it stands; traps outside of the span.
    func number<Integer: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as: Integer.Type = Integer.self
    ) -> Integer {
        Integer(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// Whether no byte has its top bit.
    var isASCII: Bool {
        var offset = 0
        while byteCount - offset >= 8 {
            guard number(at: offset, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 else {
                return false
            }
            offset += 8
        }
        while offset < byteCount {
            guard number(at: offset, as: UInt8.self) < 0x80 else { return false }
            offset += 1
        }
        return true
    }

    var isUTF8: Bool {
        if isASCII { return true }
        return unsafe withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) != nil }
    }

    /// The text of bytes that are UTF-8.
    var text: String { unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
