/// The name of an OUTSCALE region, as it stands in host names and signatures: `eu-west-2`.
///
/// OUTSCALE's document closes the list and its own regions are not all in it, so any well-formed name
/// is a region.
package struct Region: Hashable, Sendable, CustomStringConvertible {
    /// The regions that OUTSCALE's documentation names.
    package static let known = [
        "eu-west-2", "us-east-2", "us-west-1", "ap-northeast-1", "cloudgouv-eu-west-1",
    ]

    package let name: String

    /// `nil` unless the name could be one label of a host name: 1 to 63 lower-case letters, digits and
    /// hyphens, no hyphen at either end.
    package init?(_ name: String) {
        guard (1...63).contains(name.utf8.count), !name.hasPrefix("-"), !name.hasSuffix("-"),
            name.utf8.allSatisfy(Self.isAllowed)
        else { return nil }
        self.name = name
    }

    /// Whether OUTSCALE's documentation names it; an unknown one deserves a note.
    package var isKnown: Bool { Self.known.contains(name) }

    package var description: String { name }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
