import APIClient

/// One line of RFC 4180; control characters become blanks, so that it is one line indeed.
enum CSV {
    static func line(_ fields: [String?]) -> String {
        fields.map { quoted(DisplayText.oneLine($0 ?? "")) }.joined(separator: ",")
    }

    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { $0 == "," || $0 == "\"" }) else {
            return field
        }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}
