/// Columns under headings; no line ends in blanks.
struct Table<Rows: Sequence> where Rows.Element == [TableCell] {
    let header: [String]
    /// Columns that a narrow terminal does without, the first one first.
    var expendable: [String] = []
    let rows: Rows

    func write(_ style: Style, to line: (String) -> Void) {
        TableLayout(header: header, expendable: expendable, style: style).write(rows) {
            cells, row in
            for cell in cells { row.add(cell.text, cell.tone) }
        } to: {
            line($0.text)
        }
    }
}

struct TableCell {
    let text: String
    let tone: Style.Tone?

    init(_ text: String, _ tone: Style.Tone? = nil) {
        self.text = text
        self.tone = tone
    }
}

/// How wide the columns are, and in which colours they are.
struct TableLayout {
    /// So many rows set the widths, and a longer cell after them shifts its line.
    private static let measured = 1000

    let header: [String]
    /// Columns that a narrow terminal does without, the first one first.
    var expendable: [String] = []
    let style: Style

    /// Hands out one line after the other, so that a large table never stands in memory.
    ///
    /// - Parameters:
    ///   - fill: adds a row's cells, as many as there are headings.
    ///   - line: takes a line, without its end.
    func write<Rows: Sequence>(
        _ rows: Rows, filledBy fill: (Rows.Element, inout TableRow) -> Void,
        to line: (OutputBytes) -> Void
    ) {
        var (iterator, first) = (rows.makeIterator(), [headings])
        while first.count <= Self.measured, let element = iterator.next() {
            var row = TableRow()
            fill(element, &row)
            first.append(row)
        }
        func widest(_ width: KeyPath<TableRow.Cell, Int>) -> [Int] {
            header.indices.map { column in
                first.reduce(0) { max($0, $1.cells[column][keyPath: width]) }
            }
        }
        let fit = TableFit(
            widest(\.width), essential: widest(\.essential), width: style.width,
            expendable: expendable.compactMap { header.firstIndex(of: $0) },
            longestWord: { first.map(\.longestLastWord).max() ?? 0 })
        var text = OutputBytes()
        for row in first { append(row, fit, &text, line) }
        var row = TableRow()
        while let element = iterator.next() {
            row.clear()
            fill(element, &row)
            append(row, fit, &text, line)
        }
    }

    private var headings: TableRow {
        var row = TableRow()
        for heading in header { row.add(heading, .heading) }
        return row
    }

    private func append(
        _ row: TableRow, _ fit: TableFit, _ text: inout OutputBytes, _ line: (OutputBytes) -> Void
    ) {
        guard !fit.isTight else { return appendTightly(row, fit, &text, line) }
        text.clear()
        var blanks = 0
        for (column, cell) in row.cells.enumerated() {
            // Blanks stand between cells, and the last cells may be empty.
            if !cell.place.isEmpty {
                text.append(blanks: blanks)
                blanks = 0
                append(row.bytes.bytes[cell.place], cell.tone, to: &text)
            }
            blanks += max(0, (fit.widths[column] ?? 0) - cell.width) + TableFit.gap
        }
        line(text)
    }

    /// The same where some cell has to give way: the last one wraps, others are cut.
    private func appendTightly(
        _ row: TableRow, _ fit: TableFit, _ text: inout OutputBytes, _ line: (OutputBytes) -> Void
    ) {
        text.clear()
        var (blanks, start) = (0, 0)
        var (rest, tone): ([String], Style.Tone?) = ([], nil)
        for (column, cell) in row.cells.enumerated() {
            guard let room = fit.widths[column] else { continue }
            var content = String(decoding: row.bytes.bytes[cell.place(in: room)], as: UTF8.self)
            if column == row.cells.count - 1 {
                let lines = TextWrap.lines(content, width: room, cutsWords: true)
                (content, rest, tone) = (lines.first ?? "", Array(lines.dropFirst()), cell.tone)
            } else if TextWidth.of(content) > room {
                content = TextWidth.prefix(content[...], fitting: room - 1) + "…"
            }
            if !content.isEmpty {
                text.append(blanks: blanks)
                blanks = 0
                append(Array(content.utf8)[...], cell.tone, to: &text)
            }
            blanks += max(0, room - TextWidth.of(content)) + TableFit.gap
            if column != fit.last { start += room + TableFit.gap }
        }
        line(text)
        for more in rest {
            text.clear()
            text.append(blanks: start)
            append(Array(more.utf8)[...], tone, to: &text)
            line(text)
        }
    }

    private func append(
        _ cell: ArraySlice<UInt8>, _ tone: Style.Tone?, to text: inout OutputBytes
    ) {
        guard style.isColoured, let tone else { return text.append(cell) }
        text.append(style.begin(tone))
        text.append(cell)
        text.append(Style.end)
    }
}
