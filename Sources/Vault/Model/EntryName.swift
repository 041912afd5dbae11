/// The name of a key or of a profile: what a user types.
///
/// 1 to 64 of the characters that OUTSCALE allows in an EIM user's name, so that a key can bear its
/// user's; not beginning with `-` or `.`, so that it is never taken for an option or a hidden file.
package struct EntryName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package static let longest = 64

    package let description: String

    package init?(_ text: String) {
        guard Self.isName(unsafe text.utf8.span.bytes) else { return nil }
        description = text
    }

    /// Takes a text whose bytes were looked at.
    init(checked text: String) { description = text }

    /// Whether a text of these bytes is a name.
    static func isName(_ bytes: RawSpan) -> Bool {
        guard (1...longest).contains(bytes.byteCount) else { return false }
        for index in 0..<bytes.byteCount {
            guard isAllowed(bytes.number(at: index)) else { return false }
        }
        let first: UInt8 = bytes.number(at: 0)
        return first != UInt8(ascii: "-") && first != UInt8(ascii: ".")
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "="),
            UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    package static func < (left: EntryName, right: EntryName) -> Bool {
        left.description < right.description
    }
}
