import Foundation
import Testing

@testable import VaultCLI

@Suite("What is printed")
struct OutputTests {
    @Test(arguments: [
        (["a", nil, "b"], "a,,b"), (["a,b", "c\"d"], "\"a,b\",\"c\"\"d\""),
        (["x\ny", "\u{1B}[2J"], "x y, [2J"),
    ])
    func `CSV quotes what needs it, and a record is a line`(fields: [String?], line: String) {
        #expect(CSV.line(fields) == line)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+33 1", "'+33 1"), ("-2", "'-2"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"), ("\rx", "' x"), ("  =1", "'  =1"), ("\u{FEFF}=1", "' =1"),
        ("＝1", "'＝1"), ("=1,\"2\"", "\"'=1,\"\"2\"\"\""), ("a=1", "a=1"), ("'=1", "'=1"), ("", ""),
    ])
    func `CSV has no cell that a spreadsheet takes for a formula`(text: String, field: String) {
        #expect(CSV.line([text, "x"]) == "\(field),x")
        var bytes = OutputBytes()
        bytes.append(csv: text)
        #expect(bytes.text == field)
    }

    @Test(arguments: ["plain", "q\"\\", "\u{0}\u{1B}\u{7F}\u{9B}", "a\u{202E}b\u{200D}c", "é😀\n\t"])
    func `JSON gives any text back, and prints no control character`(text: String) throws {
        let json = JSONValue.object([("t", .text(text)), ("n", .text(nil))]).text
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(object["t"] as? String == text)
        #expect(object["n"] is NSNull)
        #expect(
            !json.unicodeScalars.contains {
                [.control, .format].contains($0.properties.generalCategory)
            })
    }

    private func table(_ isColoured: Bool) -> [String] {
        var lines: [String] = []
        Table(
            header: ["A", "LONG"],
            rows: [
                [TableCell("wide é"), TableCell("x", .bad)],
                [TableCell("\u{1B}[1m"), TableCell("")],
            ]
        ).write(Style(isColoured: isColoured)) { lines.append($0) }
        return lines
    }

    @Test func `a table is aligned, ends in no blanks, and holds no foreign escape`() {
        #expect(table(false) == ["A       LONG", "wide é  x", " [1m"])
    }

    @Test func `colour adds to a table and takes nothing`() {
        let plain = table(true).map { $0.replacing(#/\u{1B}\[\d+m/#, with: "") }
        #expect(plain == table(false))
        #expect(table(true)[1].contains("\u{1B}[31mx"))
    }

    @Test(arguments: [
        ("alcie", ["alice"]), ("ali", ["alice"]), ("zzzzzz", []), ("bb", ["bob"]),
    ])
    func `a mistyped name finds its neighbours`(text: String, names: [String]) {
        #expect(NearestNames.of(text, among: ["alice", "bob", "terraform"]) == names)
    }

    @Test(arguments: [
        ("a b", ["a", "b"]), (" a  'b c' ", ["a", "b c"]), ("a\"b\"c", ["abc"]), ("''", [""]),
        ("", []), ("$HOME `x` \\", ["$HOME", "`x`", "\\"]),
    ])
    func `a command's words are split without a shell`(text: String, words: [String]) {
        #expect(CommandWords.split(text) == words)
    }

    @Test func `an open quote is refused`() { #expect(CommandWords.split("a 'b") == nil) }

    @Test(
        arguments: [
            ("64MiB", 65_536), ("1GiB", 1_048_576), ("65536KiB", 65_536), ("64", nil), ("MiB", nil),
            ("-1MiB", nil), ("99999999999GiB", nil),
        ] as [(String, UInt32?)])
    func `a size has a unit`(text: String, size: UInt32?) {
        #expect(ByteSize.kibibytes(text) == size)
    }
}
