import ArgumentParser

/// Which facts of the keys a list shows, in which order.
struct KeyColumns: Equatable {
    /// Places in ``KeyRow/fields``.
    let places: [Int]

    /// Whether they are all, in their usual order: asked for each row, of which there may be a million.
    let isAll: Bool

    static let all = KeyColumns(places: Array(KeyRow.fields.indices))

    /// What a heading of a table is called.
    var headings: [String] { places.map { KeyRow.fields[$0].uppercased() } }
    var names: [String] { places.map { KeyRow.fields[$0] } }

    private init(places: [Int]) {
        self.places = places
        isAll = places.elementsEqual(KeyRow.fields.indices)
    }

    /// `name,expiresAt`: names as JSON and CSV have them, in any case of their letters.
    static func read(_ text: String) throws(Failure) -> KeyColumns {
        var places: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.drop { $0 == " " }
            let found = KeyRow.fields.firstIndex { $0.lowercased() == word.lowercased() }
            guard let found, !places.contains(found) else {
                throw Failure.usage(
                    found == nil
                        ? "there is no column '\(word)'. Choose from \(KeyRow.fields.joined(separator: ", "))."
                        : "the column '\(word)' is named twice.")
            }
            places.append(found)
        }
        return KeyColumns(places: places)
    }
}

extension KeyRow {
    /// Hands over the facts of chosen columns, in their order.
    func forEachFact(of columns: KeyColumns, _ body: (Fact) -> Void) {
        if columns.isAll { return forEachFact(body) }
        var facts: [Fact] = []
        forEachFact { facts.append($0) }
        for place in columns.places { body(facts[place]) }
    }
}

extension KeyRows {
    /// A table of chosen columns, whose cells say what JSON says.
    func writeTable(_ columns: KeyColumns, _ style: Style, to page: PagedOutput) {
        TableLayout(header: columns.headings, style: style).write(self) { row, cells in
            row.forEachFact(of: columns) { fact in cells.add(fact.shown) }
        } to: {
            page.line($0)
        }
    }
}

extension KeyRow.Fact {
    fileprivate var shown: String {
        switch self {
        case .text(let text): text ?? "-"
        case .bytes(let text): text?.asText ?? "-"
        case .date(let date): date.map(UTCDate.iso) ?? "-"
        case .flag(let flag): flag ? "yes" : "no"
        case .number(let number): number.map { String($0) } ?? "-"
        }
    }
}
