/// Where a team's vault stands, for another member to compare: its epoch, and the beginning of the chain's newest hash.
package struct SpokenHead: Hashable, Sendable {
    /// So many hexadecimal digits of it: 128 bits, since somebody who may write could look for two of one beginning.
    private static let digits = 32

    package let epoch: UInt64
    let hash: String

    /// - Parameter text: an epoch, a dash and the digits; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = UInt64(parts[0]), String(epoch) == parts[0],
            parts[1].utf8.count == Self.digits,
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        (self.epoch, hash) = (epoch, String(parts[1]))
    }

    package var text: String { "\(epoch)-\(hash)" }
}
