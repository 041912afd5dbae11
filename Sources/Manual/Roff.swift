/// Text as mdoc(7) takes it: one sentence a line, no line longer than a terminal's, nothing that is taken for a macro.
enum Roff {
    private static let width = 76

    static func paragraph(_ text: String) -> String {
        var lines: [String] = []
        for sentence in sentences(text) {
            var line = ""
            for word in sentence.split(whereSeparator: \.isWhitespace).map(escaped) {
                if !line.isEmpty, line.count + word.count + 1 > width {
                    lines.append(line)
                    line = ""
                }
                line += line.isEmpty ? word : " " + word
            }
            if !line.isEmpty { lines.append(line) }
        }
        return lines.map(protected).joined(separator: "\n")
    }

    /// Splits after each word that ends a sentence; a quote or a bracket may close behind the stop.
    private static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = words.last, let end = last.last(where: { !"')\"".contains($0) }),
                ".?!".contains(end)
            {
                sentences.append(words.joined(separator: " "))
                words = []
            }
            words.append(word)
        }
        return sentences + [words.joined(separator: " ")]
    }

    /// A word of running text, or an argument of a macro.
    static func escaped(_ text: some StringProtocol) -> String {
        String(text).replacing("\\", with: "\\e").replacing("-", with: "\\-")
    }

    /// A line that begins with a control character would be a request.
    private static func protected(_ line: String) -> String {
        line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }

    /// An argument of a macro: no macro's name itself, in one piece.
    static func argument(_ text: String) -> String {
        let plain = escaped(text)
        return plain.contains(" ") ? "\"\(plain)\"" : plain
    }
}
