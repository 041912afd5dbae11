/// What a terminal shows, and keeps in its scroll-back, that has no alternate screen: tmux with it off, for instance.
package struct MainScreenOnly {
    private let columns: Int
    private var rows: [[Character]]
    private var history: [[Character]] = []
    private var cursor = (row: 0, column: 0)
    private var saved = (row: 0, column: 0)

    package init(rows: Int, columns: Int) {
        self.columns = columns
        self.rows = Array(repeating: [], count: rows)
    }

    /// The scroll-back and the screen.
    package var all: String {
        (history + rows).map { String($0) }.joined(separator: "\n")
    }

    /// Takes what a program has written. Only what vault writes is understood.
    package mutating func show(_ output: String) {
        var rest = Array(output.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r": cursor.column = 0
            case "\n": goDown()
            case "\u{1B}" where rest.first == "[":
                let end =
                    rest.firstIndex { ("A"..."z").contains($0) && $0 != "[" } ?? rest.endIndex - 1
                control(String(String.UnicodeScalarView(rest[rest.startIndex...end].dropFirst())))
                rest = rest[(end + 1)...]
            case "\u{1B}":
                let which = rest.popFirst()
                if which == "7" { saved = cursor }
                if which == "8" { cursor = (min(saved.row, rows.count - 1), saved.column) }
            default: put(Character(scalar))
            }
        }
    }

    /// Another number of rows, as tmux does it: rows come back from the scroll-back, and those below the cursor go first.
    package mutating func resize(rows count: Int) {
        while rows.count < count {
            rows.insert(history.popLast() ?? [], at: 0)
            cursor.row += 1
        }
        while rows.count > count, cursor.row < rows.count - 1 { rows.removeLast() }
        while rows.count > count {
            history.append(rows.removeFirst())
            cursor.row -= 1
        }
    }

    private mutating func put(_ character: Character) {
        if cursor.column == columns {
            cursor.column = 0
            goDown()
        }
        while rows[cursor.row].count <= cursor.column { rows[cursor.row].append(" ") }
        rows[cursor.row][cursor.column] = character
        cursor.column += 1
    }

    private mutating func goDown() {
        cursor.row += 1
        guard cursor.row == rows.count else { return }
        cursor.row -= 1
        history.append(rows.removeFirst())
        rows.append([])
    }

    private mutating func control(_ sequence: String) {
        switch sequence.last {
        case "H":
            let place = sequence.dropLast().split(separator: ";").compactMap { Int($0) }
            cursor = (
                min((place.first ?? 1), rows.count) - 1,
                min(place.dropFirst().first ?? 1, columns) - 1
            )
        case "J" where sequence.hasSuffix("3J"): history = []
        case "K": rows[cursor.row] = []
        case "J":
            // As tmux does it.
            history += rows
            rows = rows.map { _ in [] }
        default: break
        }
    }
}
