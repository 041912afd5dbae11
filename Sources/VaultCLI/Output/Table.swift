/// Columns under headings; no line ends in blanks.
struct Table {
    struct Cell {
        let text: String
        let tone: Style.Tone?

        init(_ text: String, _ tone: Style.Tone? = nil) {
            self.text = text
            self.tone = tone
        }
    }

    let header: [String]
    let rows: [[Cell]]

    func lines(_ style: Style) -> [String] {
        let all = [header.map { Cell($0, .heading) }] + rows
        let widths = header.indices.map { column in all.map { $0[column].text.count }.max() ?? 0 }
        return all.map { row in
            let last = row.lastIndex { !$0.text.isEmpty } ?? 0
            return row.prefix(last + 1).enumerated().map { column, cell in
                let gap = column == last ? 0 : widths[column] - cell.text.count + 2
                return style.text(cell.text, cell.tone) + String(repeating: " ", count: gap)
            }
            .joined()
        }
    }
}
