/// A *plain* text is one of the printable characters of ASCII, as almost every one is: it shows as it is, whatever it is shown on.
extension String {
    /// Whether all of it is plain, and none of it is one of two characters with a meaning.
    mutating func isPlain(but first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        withUTF8 { unsafe UnsafeRawBufferPointer($0).bytes.isPlain(but: first, second) }
    }

    mutating func isPlain() -> Bool { isPlain(but: "\u{7F}", "\u{7F}") }
}

extension ArraySlice<UInt8> {
    /// The same of a text's bytes.
    func isPlain(but first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        unsafe span.bytes.isPlain(but: first, second)
    }

    func isPlain() -> Bool { isPlain(but: "\u{7F}", "\u{7F}") }
}

extension RawSpan {
    /// Looks at eight bytes at a time.
    fileprivate func isPlain(but first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        let (first, second) = (UInt8(ascii: first), UInt8(ascii: second))
        var offset = 0
        while byteCount - offset >= 8 {
            let eight = Eight(unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
            if eight.hasControlOrHigh || eight.has(0x7F) || eight.has(first) || eight.has(second) {
                return false
            }
            offset += 8
        }
        while offset < byteCount {
            let byte = unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            if byte < 0x20 || byte >= 0x7F || byte == first || byte == second { return false }
            offset += 1
        }
        return true
    }
}

/// Eight bytes in a word. A byte's top bit tells what was asked of it (S. E. Anderson, Bit Twiddling Hacks); below the first
/// byte that has it, it is exact, so whether any has it is, too.
private struct Eight {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080
    private let bytes: UInt64

    init(_ bytes: UInt64) { self.bytes = bytes }

    /// Whether any is below a blank, or beyond ASCII.
    var hasControlOrHigh: Bool {
        (((bytes &- Self.ones &* 0x20) & ~bytes) | bytes) & Self.tops != 0
    }

    func has(_ byte: UInt8) -> Bool {
        let others = bytes ^ (Self.ones &* UInt64(byte))
        return (others &- Self.ones) & ~others & Self.tops != 0
    }
}
