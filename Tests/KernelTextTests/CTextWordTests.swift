import KernelText
import SystemPackage
import Testing

@Suite("Bytes on their way through a String")
struct CTextWordTests {
    private static let table: [[UInt8]] = [
        [], Array("plain".utf8), Array("café".utf8), Array("e\u{301}".utf8), [0xE9], [0x80, 0xFF],
        Array("caf".utf8) + [0xE9] + Array("/v.db".utf8),
        // Cut off, overlong, a surrogate, beyond the last code point.
        [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC0, 0x80], [0xE0, 0x80, 0xAF],
        [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
        // The code points that stand for bytes, their neighbours, and the last of all.
        Array("\u{10F77F}".utf8), Array("\u{10F780}".utf8), Array("\u{10F7E9}".utf8),
        Array("\u{10F7FF}".utf8), Array("\u{10F800}".utf8), Array("\u{10FFFF}".utf8),
        [0xF4, 0x8F, 0x9E], [0xF4, 0x8F, 0x9E, 0x80, 0x80],
    ]

    @Test(arguments: table)
    func `come out as they went in`(bytes: [UInt8]) {
        let text = CText(bytes: bytes)
        #expect(CText(word: text.word) == text)
        #expect(FilePath(word: text.word) == FilePath(text))
    }

    @Test func `come out as they went in, whatever they are`() {
        var random = SystemRandomNumberGenerator()
        // Mostly bytes that make or break characters, and those of the private code points.
        let likely: [UInt8] = [
            0x41, 0x80, 0x9E, 0x9F, 0xA0, 0xBF, 0xC3, 0xE9, 0xED, 0xEF, 0xF4, 0x8F,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? likely[Int.random(in: likely.indices, using: &random)]
                    : UInt8.random(in: 1...255, using: &random)
            }
            let word = CText(bytes: bytes).word
            guard CText(word: word).bytes == bytes else {
                Issue.record("\(bytes) came out as \(CText(word: word).bytes)")
                return
            }
        }
    }

    @Test func `never share a word`() {
        let words = Self.table.map { Array(CText(bytes: $0).word.unicodeScalars) }
        #expect(Set(words).count == Self.table.count)
        // As a String, too: what is a key of a dictionary must not be another's.
        let bytes = (UInt8(0x80)...0xFF).map { CText(bytes: [$0]).word }
        #expect(Set(bytes).count == 128)
        #expect(
            Set(bytes).isDisjoint(with: (0x80...0xFF).map { String(Unicode.Scalar(UInt8($0))) }))
    }

    @Test(arguments: ["", "plain", "café", "😀", "a=b:c", "\u{10FFFF}"])
    func `are the text itself where they are UTF-8`(text: String) {
        #expect(CText(text).word == text)
        #expect(!ForeignBytes.areIn(CText(text).word))
    }

    @Test func `are shown by their number`() {
        #expect(CText(bytes: [0x63, 0x61, 0x66, 0xE9]).text == "caf\\xE9")
        #expect(CText(bytes: [0x80, 0xFF]).text == "\\x80\\xFF")
        #expect(CText("café").text == "café")
        #expect(CText("\u{10F7E9}").text == "\\xF4\\x8F\\x9F\\xA9")
    }
}
