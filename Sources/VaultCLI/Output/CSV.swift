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
        append(text.isPlain(but: ",", "\"") && text.beginsAsName ? text : CSV.field(text))
    }
}

extension String {
    /// Whether it begins with a letter or a digit, as almost every text of a line does.
    fileprivate var beginsAsName: Bool {
        utf8.first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 }
            ?? true
    }
}
