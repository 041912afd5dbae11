/// What a server or libpq has said, for a person to read.
enum ServerText {
    /// The most characters that are shown.
    static let longest = 240

    /// One line without anything that a terminal would obey, cut where it gets long.
    static func line(_ words: String) -> String {
        let text = printable(words).split(separator: " ").joined(separator: " ")
        return text.count <= longest ? text : text.prefix(longest) + "…"
    }

    /// Each character that can't be printed becomes a space.
    static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isPrintable(scalar) ? scalar : " ") }
        return String(result)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters turn a line around (U+202E) or hide in it.
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
            false
        case .privateUse: false
        default: true
        }
    }
}
