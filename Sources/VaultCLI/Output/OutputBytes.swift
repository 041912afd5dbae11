/// Text on its way out, as UTF-8: one buffer that everything is appended to.
struct OutputBytes {
    private(set) var bytes: [UInt8] = []

    var count: Int { bytes.count }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Takes what the next text needs, too; the memory stays.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func append(_ word: StaticString) {
        unsafe bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    mutating func append(_ more: OutputBytes) { bytes.append(contentsOf: more.bytes) }

    mutating func append(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }

    mutating func append(_ number: Int64) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        var rest = number.magnitude
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// The last two digits.
    mutating func append(twoDigits number: Int) {
        bytes.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    mutating func append(blanks count: Int) {
        for _ in 0..<count { bytes.append(UInt8(ascii: " ")) }
    }
}

extension String {
    /// Whether all of it shows as it is, whatever it is shown on, and none of it is one of two characters with a
    /// meaning: a text of the printable characters of ASCII, as almost every one is.
    mutating func isPlain(but first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
        let (first, second) = (UInt8(ascii: first), UInt8(ascii: second))
        return withUTF8 { bytes in
            unsafe bytes.allSatisfy {
                $0 >= 0x20 && $0 < 0x7F && $0 != first && $0 != second
            }
        }
    }
}
