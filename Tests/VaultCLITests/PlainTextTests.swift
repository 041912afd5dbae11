import Testing

@testable import VaultCLI

@Suite("A plain text")
struct PlainTextTests {
    /// Before and behind it, so that each place of a word of eight bytes is met.
    private static let lengths = 0...17

    @Test(arguments: 0...255 as ClosedRange<UInt8>)
    func `has the printable characters of ASCII and neither of two others, wherever they stand`(
        byte: UInt8
    ) {
        let isPlain = (0x20..<0x7F).contains(byte) && byte != 0x22 && byte != 0x5C
        for length in Self.lengths {
            for place in 0...length {
                var bytes = [UInt8](repeating: 0x61, count: length)
                bytes.insert(byte, at: place)
                #expect(bytes[...].isPlain(but: "\"", "\\") == isPlain, "\(bytes)")
            }
        }
    }

    @Test(arguments: ["", "a", "!#[]^~ }", "key-12345678", "\"\"\"\"\"\"\"\"", "é", "a\u{7F}"])
    func `is the same as a text and as bytes`(text: String) {
        var copy = text
        let expected = text.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }
        #expect(copy.isPlain() == expected && Array(text.utf8)[...].isPlain() == expected)
    }
}
