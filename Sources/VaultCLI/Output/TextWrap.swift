/// Breaks a text between words, so that a terminal does not break it inside of one.
enum TextWrap {
    /// - Parameters:
    ///   - width: in columns; `nil` leaves the text in one line.
    ///   - cutsWords: whether a word that is wider than a whole line is broken; else the terminal does that.
    static func lines(_ text: String, width: Int?, cutsWords: Bool = false) -> [String] {
        guard let width, width > 0, TextWidth.of(text) > width else { return [text] }
        var lines: [String] = []
        var (line, used) = ("", 0)
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var word = word
            let needed = TextWidth.of(word)
            if !lines.isEmpty || !line.isEmpty, used + 1 + needed > width, !line.isEmpty {
                lines.append(line)
                (line, used) = ("", 0)
            }
            while cutsWords, line.isEmpty, TextWidth.of(word) > width {
                let piece = TextWidth.prefix(word, fitting: width)
                guard !piece.isEmpty else { break }
                lines.append(String(piece))
                word = word[piece.endIndex...]
            }
            line += (line.isEmpty ? "" : " ") + word
            used = TextWidth.of(line)
            // The terminal has broken it: what follows stands behind its last piece.
            if used > width { used = (used - 1) % width + 1 }
        }
        return lines + (line.isEmpty ? [] : [line])
    }

    /// The same as one text.
    static func text(_ text: String, width: Int?) -> String {
        lines(text, width: width).joined(separator: "\n")
    }
}
