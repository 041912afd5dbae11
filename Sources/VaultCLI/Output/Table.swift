import APIClient

/// Columns under headings; no line ends in blanks.
struct Table<Rows: Sequence> where Rows.Element == [TableCell] {
    let header: [String]
    let rows: Rows

    /// Hands out one line after the other, so that a large table never stands in memory: the first
    /// thousand rows set the widths, and a longer cell after them shifts its line.
    func write(_ style: Style, to line: (String) -> Void) {
        var iterator = rows.makeIterator()
        var first: [[TableCell]] = []
        while first.count < 1000, let row = iterator.next() { first.append(row) }
        let widths = header.indices.map { column in
            first.reduce(header[column].utf8.count) { max($0, $1[column].width) }
        }
        line(text(of: header.map { TableCell($0, .heading) }, widths, style))
        for row in first { line(text(of: row, widths, style)) }
        while let row = iterator.next() { line(text(of: row, widths, style)) }
    }

    private func text(of row: [TableCell], _ widths: [Int], _ style: Style) -> String {
        let last = row.lastIndex { !$0.text.isEmpty } ?? 0
        var text = ""
        for column in 0...last {
            let cell = row[column]
            text += style.text(cell.text, cell.tone)
            guard column < last else { break }
            text += String(repeating: " ", count: max(0, widths[column] - cell.width) + 2)
        }
        return text
    }
}

struct TableCell {
    let text: String
    let tone: Style.Tone?

    /// A user's name or a tag may be another administrator's, with control characters in it.
    init(_ text: String, _ tone: Style.Tone? = nil) {
        self.text = DisplayText.oneLine(text)
        self.tone = tone
        // Names and dates are ASCII, for which bytes and characters are the same number.
        let bytes = self.text.utf8
        width = bytes.allSatisfy { $0 < 0x80 } ? bytes.count : self.text.count
    }

    /// In characters.
    let width: Int
}
