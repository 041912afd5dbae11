/// Columns under headings; no line ends in blanks.
struct Table {
    struct Cell {
        let text: String
        let tone: Style.Tone?

        init(_ text: String, _ tone: Style.Tone? = nil) {
            self.text = text
            self.tone = tone
        }

        var width: Int { text.utf8.count == 0 ? 0 : text.count }
    }

    let header: [String]
    let rows: any Sequence<[Cell]>

    init(header: [String], rows: any Sequence<[Cell]>) {
        self.header = header
        self.rows = rows
    }

    /// Hands out one line after the other. The rows are made twice, to measure and to write, so that a
    /// large table never stands in memory.
    func write(_ style: Style, to line: (String) -> Void) {
        var widths = header.map(\.utf8.count)
        for row in rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], cell.width)
            }
        }
        line(text(of: header.map { Cell($0, .heading) }, widths, style))
        for row in rows { line(text(of: row, widths, style)) }
    }

    private func text(of row: [Cell], _ widths: [Int], _ style: Style) -> String {
        let last = row.lastIndex { !$0.text.isEmpty } ?? 0
        var text = ""
        for (column, cell) in row.prefix(last + 1).enumerated() {
            text += style.text(cell.text, cell.tone)
            guard column < last else { break }
            text += String(repeating: " ", count: widths[column] - cell.width + 2)
        }
        return text
    }
}
