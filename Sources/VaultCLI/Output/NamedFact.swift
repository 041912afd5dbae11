import APIClient

/// What is known of one thing under one name.
struct NamedFact {
    let name: String
    let value: String

    /// The names below each other, and the values beside them: on a narrow terminal these break between words.
    static func lines(_ facts: [NamedFact], width: Int?) -> [String] {
        let column = (facts.map(\.name.count).max() ?? 0) + TableFit.gap
        return facts.flatMap { fact in
            let room = width.map { max(1, $0 - column) }
            let parts = TextWrap.lines(DisplayText.oneLine(fact.value), width: room)
            return parts.enumerated().map { index, part in
                let name = index == 0 ? fact.name : ""
                return name + String(repeating: " ", count: column - name.count) + part
            }
        }
    }
}

extension Console {
    func facts(_ facts: [NamedFact]) {
        NamedFact.lines(facts, width: style.width).forEach(line)
    }
}
