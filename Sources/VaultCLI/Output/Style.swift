/// Whether and how a result is coloured, and how wide it may be. Nothing hangs on colour alone.
struct Style {
    enum Tone: String {
        case bad = "31"
        case warning = "33"
        case good = "32"
        case quiet = "2"
        case heading = "1"
    }

    let isColoured: Bool
    /// In columns; `nil` where nobody looks at it on a terminal.
    var width: Int?

    static let end = "\u{1B}[0m"

    /// A text in a colour, where there are colours.
    func shown(_ text: String, _ tone: Tone?) -> String {
        guard isColoured, let tone else { return text }
        return begin(tone) + text + Self.end
    }

    func begin(_ tone: Tone) -> String { "\u{1B}[\(tone.rawValue)m" }
}
