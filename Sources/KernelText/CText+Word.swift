/// The way of any bytes through a `String`, and back to the same bytes.
///
/// Command lines and variables are bytes, and what reads them (ArgumentParser, a dictionary) takes strings. So a byte
/// that is no UTF-8 becomes one code point of a private plane, U+10F780 to U+10F7FF. Where the bytes have such a code point
/// themselves, each of its four bytes becomes one, too. So every word has one meaning, and two texts never share a word.
extension CText {
    /// - Parameter word: what ``word`` gave, or any text without those code points.
    package init(word: String) {
        // Nearly every word.
        guard ForeignBytes.areIn(word) else {
            self.init(word)
            return
        }
        var bytes: [UInt8] = []
        for scalar in word.unicodeScalars {
            if let byte = ForeignBytes.byte(of: scalar) {
                bytes.append(byte)
            } else {
                bytes += scalar.utf8
            }
        }
        self.init(bytes: bytes)
    }

    package var word: String {
        if let text = String(validating: bytes, as: UTF8.self), !ForeignBytes.areIn(text) {
            return text
        }
        var word = String.UnicodeScalarView()
        var rest = bytes[...]
        while let first = rest.first {
            if let (scalar, count) = Self.character(at: rest) {
                word.append(scalar)
                rest = rest.dropFirst(count)
            } else {
                word.append(ForeignBytes.scalar(of: first))
                rest = rest.dropFirst()
            }
        }
        return String(word)
    }

    /// The character that the bytes begin with, and how many it takes; `nil` where that is none, or one of the private
    /// code points.
    private static func character(
        at bytes: ArraySlice<UInt8>
    ) -> (scalar: Unicode.Scalar, count: Int)? {
        for count in 1...4 {
            guard let text = String(validating: bytes.prefix(count), as: UTF8.self),
                let scalar = text.unicodeScalars.first
            else { continue }
            return ForeignBytes.byte(of: scalar) == nil ? (scalar, count) : nil
        }
        return nil
    }
}

/// The code points that stand for bytes which are no UTF-8.
package enum ForeignBytes {
    private static let base: UInt32 = 0x10_F700

    static func scalar(of byte: UInt8) -> Unicode.Scalar {
        // Only bytes from 0x80 on are ever no UTF-8, and all of these numbers are code points.
        Unicode.Scalar(base + UInt32(byte)) ?? "\u{FFFD}"
    }

    static func byte(of scalar: Unicode.Scalar) -> UInt8? {
        (base + 0x80...base + 0xFF).contains(scalar.value) ? UInt8(scalar.value - base) : nil
    }

    /// Whether a word stands for a text that is not UTF-8, or that has one of the code points itself.
    package static func areIn(_ word: String) -> Bool {
        word.utf8.contains(0xF4) && word.unicodeScalars.contains { byte(of: $0) != nil }
    }

    /// The word for a person to read, with `\xE9` for a byte.
    package static func readable(_ word: String) -> String {
        guard areIn(word) else { return word }
        return word.unicodeScalars.map { readable($0) ?? String($0) }.joined()
    }

    /// `nil` for a code point that stands for itself.
    package static func readable(_ scalar: Unicode.Scalar) -> String? {
        byte(of: scalar).map { "\\x" + String($0, radix: 16, uppercase: true) }
    }
}
