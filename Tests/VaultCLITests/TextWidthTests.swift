import Testing

@testable import VaultCLI

@Suite("Text on a terminal of some width")
struct TextWidthTests {
    @Test(arguments: [
        ("plain", 5), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2),
        ("\u{1112}\u{1161}\u{11AB}", 2),
        ("😀", 2), ("→", 1), ("ﾊ", 1), ("ハ", 2), ("\u{20000}", 2), ("", 0),
    ])
    func `takes as many columns as a terminal gives it`(text: String, columns: Int) {
        #expect(TextWidth.of(text) == columns)
    }

    @Test func `breaks between words, and never inside`() {
        let text = "there is no key 'hond' in the vault"
        #expect(TextWrap.lines(text, width: 12) == ["there is no", "key 'hond'", "in the vault"])
        #expect(TextWrap.lines("a /very/long/path b", width: 8) == ["a", "/very/long/path", "b"])
        #expect(
            TextWrap.lines("a /very/long/path b", width: 8, cutsWords: true)
                == ["a", "/very/lo", "ng/path", "b"])
        #expect(TextWrap.lines("日本 語", width: 4) == ["日本", "語"])
        #expect(TextWrap.lines("short", width: nil) == ["short"])
    }

    @Test func `goes on behind a long word where the terminal has broken it`() {
        #expect(
            TextWrap.lines("at /a/path/of/18/signs it is", width: 12)
                == ["at", "/a/path/of/18/signs it", "is"])
        #expect(TextWrap.lines("/twelve/signs/24/in/all! it", width: 8).count == 2)
    }

    private func table(_ width: Int?, _ note: String = "a note of some words") -> [String] {
        var lines: [String] = []
        Table(
            header: ["NAME", "ID", "NOTE"], expendable: ["ID"],
            rows: [[TableCell("alice"), TableCell("AKIA0123456789"), TableCell(note)]]
        ).write(Style(isColoured: false, width: width)) { lines.append($0) }
        return lines
    }

    @Test func `lets a table's last column wrap, then leaves columns out, then cuts`() {
        #expect(table(nil).last == "alice  AKIA0123456789  a note of some words")
        #expect(table(60) == table(nil))
        #expect(
            table(38) == [
                "NAME   ID              NOTE", "alice  AKIA0123456789  a note of some",
                "                       words",
            ])
        #expect(table(28) == ["NAME   NOTE", "alice  a note of some words"])
        #expect(table(14) == ["NAME   NOTE", "alice  a note", "       of some", "       words"])
    }

    @Test func `leaves columns out before it breaks a word of the last column`() {
        let table = table(36, "client-acme-production")
        #expect(table == ["NAME   NOTE", "alice  client-acme-production"])
        #expect(
            self.table(25, "client-acme-production")
                == ["NAME   NOTE", "alice  client-acme-produc", "       tion"])
    }

    @Test func `leaves out a last column only where not even its broken words have room`() {
        func table(_ width: Int) -> [String] {
            var lines: [String] = []
            Table(
                header: ["NAME", "DETAIL"], expendable: ["DETAIL"],
                rows: [[TableCell("alice"), TableCell("vlt1-34dluiojik4c")]]
            ).write(Style(isColoured: false, width: width)) { lines.append($0) }
            return lines
        }
        #expect(table(22) == ["NAME   DETAIL", "alice  vlt1-34dluiojik", "       4c"])
        #expect(table(20) == ["NAME", "alice"])
    }

    @Test func `takes what is missing from the widest columns alike`() {
        var lines: [String] = []
        Table(
            header: ["A", "B", "C"],
            rows: [[TableCell("twelve signs"), TableCell("eleven sign"), TableCell("x")]]
        ).write(Style(isColoured: false, width: 21)) { lines.append($0) }
        #expect(lines.last == "twelve …  eleven …  x")
    }

    @Test(arguments: [10, 14, 20, 28, 38, 44, 80])
    func `keeps every line of a table within the width`(width: Int) {
        for line in table(width, "日本語の注 and a/very/long/path/without/blanks") {
            #expect(TextWidth.of(line) <= max(width, 14), "\(line)")
        }
    }

    @Test func `puts what stands behind a wide character in its column`() {
        var lines: [String] = []
        Table(
            header: ["A", "B"],
            rows: [[TableCell("日本"), TableCell("x")], [TableCell("four"), TableCell("y")]]
        ).write(Style(isColoured: false)) { lines.append($0) }
        #expect(lines == ["A     B", "日本  x", "four  y"])
    }

    @Test(
        arguments: [
            (7_776_000, "90 days"), (86_400, "1 day"), (43_200, "12 hours"), (90, "90 seconds"),
            (5_400, "90 minutes"), (0, "0 seconds"),
        ] as [(Int64, String)])
    func `tells a length of time in the largest unit without a rest`(seconds: Int64, text: String) {
        #expect(Span.phrase(seconds: seconds) == text)
    }
}
