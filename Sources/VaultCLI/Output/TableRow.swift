import APIClient

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
        func place(in room: Int) -> Range<Int> {
            width > room && essential < width ? place.prefix(essential) : place
        }
    }

    private(set) var bytes = OutputBytes()
    private(set) var cells: [Cell] = []

    /// How wide the widest word of the last cell is.
    var longestLastWord: Int {
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
