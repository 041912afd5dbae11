import APIClient

/// One line of RFC 4180; control characters become blanks, so that it is one line indeed.
///
/// A spreadsheet takes a cell that begins like a formula for one, and a name or a tag is whatever somebody at OUTSCALE
/// has typed. Such a cell begins with an apostrophe instead, which makes it a text.
enum CSV {
    static func line(_ fields: [String?]) -> String {
        fields.map { field($0 ?? "") }.joined(separator: ",")
    }

    static func field(_ text: String) -> String {
        let line = DisplayText.oneLine(text)
        return quoted(isFormula(text) ? "'" + line : line)
    }

    /// Whether a spreadsheet could take it for a formula: by its first character that is no blank, or because it begins
    /// with a tab or a carriage return, which some of them drop. The wide forms count: some narrow them.
    static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        if first == "\t" || first == "\r" { return true }
        let shown = text.unicodeScalars.first { !DisplayText.isSpacing($0) }
        return shown.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
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

extension OutputBytes {
    /// A field of a line; nothing for `nil`.
    mutating func append(csv text: String?) {
        guard var text else { return }
        let isPlain = text.isPlain(but: ",", "\"") && Self.beginsAsName(text.utf8.first)
        append(isPlain ? text : CSV.field(text))
    }

    /// The same of a text's bytes.
    mutating func append(csv text: ArraySlice<UInt8>?) {
        guard let text else { return }
        if text.isPlain(but: ",", "\"") && Self.beginsAsName(text.first) { return append(text) }
        append(CSV.field(text.asText))
    }

    /// Whether the first byte is a letter or a digit, as that of almost every text of a line is.
    private static func beginsAsName(_ first: UInt8?) -> Bool {
        first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 } ?? true
    }
}
