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

    static let end = "\u{1B}[0m"

    func begin(_ tone: Tone) -> String { "\u{1B}[\(tone.rawValue)m" }
}
