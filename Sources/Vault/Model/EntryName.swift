/// The name of a key or of a profile: what a user types.
///
/// 1 to 64 of the characters that OUTSCALE allows in an EIM user's name, so that a key can bear its
/// user's; not beginning with `-` or `.`, so that it is never taken for an option or a hidden file.
package struct EntryName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package static let longest = 64

    package let description: String

    package init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed),
            text.first != "-", text.first != "."
        else { return nil }
        description = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "+=,.@-_".utf8.contains(byte)
        }
    }

    package static func < (left: EntryName, right: EntryName) -> Bool {
        left.description < right.description
    }
}
