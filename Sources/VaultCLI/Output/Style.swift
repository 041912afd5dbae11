/// Whether and how a result is coloured. Nothing hangs on colour alone.
struct Style {
    enum Tone: String {
        case bad = "31"
        case warning = "33"
        case good = "32"
        case quiet = "2"
        case heading = "1"
    }

    let isColoured: Bool

    func text(_ text: String, _ tone: Tone?) -> String {
        guard isColoured, let tone, !text.isEmpty else { return text }
        return "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    }
}
