import APIClient

/// One line of RFC 4180; control characters become blanks, so that it is one line indeed.
enum CSV {
    static func line(_ fields: [String?]) -> String {
        fields.map { field($0 ?? "") }.joined(separator: ",")
    }

    static func field(_ text: String) -> String { quoted(DisplayText.oneLine(text)) }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" }) else {
            return field
        }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

extension OutputBytes {
    /// A field of a line; nothing for `nil`.
    mutating func append(csv text: String?) {
        guard var text else { return }
        append(text.isPlain(but: ",", "\"") ? text : CSV.field(text))
    }
}
