import APIClient

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

/// A row on its way into a table: the text of all its cells, and where each stands.
struct TableRow {
    struct Cell {
        let place: Range<Int>
        /// In columns of a terminal.
        let width: Int
        /// How much of it stays where room is short.
        let essential: Int
        let tone: Style.Tone?

        /// Where what is shown of it stands; only in a cell of ASCII less is essential than there is.
        fileprivate func place(in room: Int) -> Range<Int> {
            width > room && essential < width ? place.prefix(essential) : place
        }
    }

    private(set) var bytes = OutputBytes()
    private(set) var cells: [Cell] = []

    /// How wide the widest word of the last cell is.
    fileprivate var longestLastWord: Int {
        guard let last = cells.last else { return 0 }
        let text = String(decoding: bytes.bytes[last.place], as: UTF8.self)
        return text.split(separator: " ").map { TextWidth.of($0) }.max() ?? 0
    }

    /// The memory stays.
    mutating func clear() {
        bytes.clear()
        cells.removeAll(keepingCapacity: true)
    }

    /// A user's name or a tag may be another administrator's, with control characters in it.
    mutating func add(_ text: String, _ tone: Style.Tone? = nil) {
        var text = text
        if text.isPlain() { return add(tone) { $0.append(text) } }
        let start = bytes.count
        let shown = DisplayText.oneLine(text)
        bytes.append(shown)
        let width = TextWidth.of(shown)
        cells.append(
            Cell(place: start..<bytes.count, width: width, essential: width, tone: tone))
    }

    /// The same of a text's bytes.
    mutating func add(_ text: ArraySlice<UInt8>) {
        guard text.isPlain() else { return add(text.asText) }
        add(nil) { $0.append(text) }
    }

    /// A cell of the printable characters of ASCII, which `fill` appends, and after it `fillMore` what goes first where
    /// room is short.
    mutating func add(
        _ tone: Style.Tone?, plain fill: (inout OutputBytes) -> Void,
        more fillMore: (inout OutputBytes) -> Void = { _ in }
    ) {
        let start = bytes.count
        fill(&bytes)
        let essential = bytes.count - start
        fillMore(&bytes)
        let place = start..<bytes.count
        cells.append(Cell(place: place, width: place.count, essential: essential, tone: tone))
    }
}
