package import SecretMemory

/// Looks for secrets in what lies around in plain text: for known ones by fingerprints, for any other by its looks.
///
/// A fingerprint is a digest under a key that lives as long as the search, so nothing of a secret is kept.
package struct SecretTraces: ~Copyable {
    private let key = SecretBytes(randomCount: BLAKE2b.byteCount)
    private var names: [[UInt8]: String] = [:]
    private var shortest = 40

    package init() {}

    /// How many secrets are known.
    package var count: Int { names.count }

    /// A secret that has other characters than a secret key of OUTSCALE's can't be told from the text around it.
    package mutating func add(_ secret: borrowing SecretBytes, named name: String) {
        guard secret.count >= 8 else { return }
        shortest = min(shortest, secret.count)
        names[secret.withBytes { BLAKE2b.mac(of: $0, key: key) }] = name
    }

    /// What was found in a file.
    package struct Found: Hashable, Sendable {
        /// The names of the known secrets that stand in it.
        package fileprivate(set) var names: Set<String> = []
        /// Whether something stands in it that looks like a secret key, and is none of those.
        package fileprivate(set) var hasUnknown = false

        package var isEmpty: Bool { names.isEmpty && !hasUnknown }
    }

    package borrowing func search(_ file: PlaintextFile) -> Found {
        file.content.withBytes { search($0) }
    }

    package borrowing func search(_ bytes: RawSpan) -> Found {
        var found = Found()
        var start = 0
        for index in 0...bytes.byteCount {
            if index < bytes.byteCount, Self.isWordByte(bytes.byte(at: index)) { continue }
            if index - start >= shortest { look(at: start..<index, in: bytes, &found) }
            start = index + 1
        }
        return found
    }

    private borrowing func look(at word: Range<Int>, in bytes: RawSpan, _ found: inout Found) {
        let mac = BLAKE2b.mac(of: bytes.extracting(word), key: key)
        if let name = names[mac] {
            found.names.insert(name)
        } else if Self.looksLikeSecret(word, in: bytes) {
            found.hasUnknown = true
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Forty capitals and digits, behind a word such as `secret_key` on the same line, or behind a key id and a colon.
    private static func looksLikeSecret(_ word: Range<Int>, in bytes: RawSpan) -> Bool {
        guard word.count == 40, word.allSatisfy({ isCapitalOrDigit(bytes.byte(at: $0)) }),
            word.contains(where: { bytes.byte(at: $0) > UInt8(ascii: "9") }),
            word.contains(where: { bytes.byte(at: $0) <= UInt8(ascii: "9") })
        else { return false }
        let before = max(0, word.lowerBound - 40)..<word.lowerBound
        let line = before.last { bytes.byte(at: $0) == 10 }.map { $0 + 1 } ?? before.lowerBound
        if contains("secret", within: line..<word.lowerBound, of: bytes) { return true }
        let id = word.lowerBound - 21..<word.lowerBound - 1
        return id.lowerBound >= line && bytes.byte(at: id.upperBound) == UInt8(ascii: ":")
            && id.allSatisfy { isCapitalOrDigit(bytes.byte(at: $0)) }
    }

    private static func isCapitalOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether a word in small letters stands there, in any case of its letters. Compared where it stands: what is before a
    /// secret may be another one, of which no copy is to be made.
    private static func contains(_ word: String, within range: Range<Int>, of bytes: RawSpan)
        -> Bool
    {
        let last = range.upperBound - word.utf8.count
        guard last >= range.lowerBound else { return false }
        return (range.lowerBound...last).contains { start in
            zip(start..., word.utf8).allSatisfy { bytes.byte(at: $0) | 0x20 == $1 }
        }
    }
}
