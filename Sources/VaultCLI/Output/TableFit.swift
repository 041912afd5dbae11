/// How wide a table's columns become where the terminal is too narrow for all of them.
///
/// First the last column breaks between its words, then columns go in the order of their unimportance, then cells lose what
/// they can do without, then words of the last column are broken too. At the end what is left is cut: the last column to
/// its widest word first, then the widest.
struct TableFit {
    /// A last column that is narrower than this is not worth its wrapping.
    private static let narrowestWrapped = 14
    /// A cell that is cut keeps so many columns.
    private static let narrowestCut = 6
    static let gap = 2

    /// Of each column; `nil` for one that is left out.
    private(set) var widths: [Int?]
    /// Whether any cell may have to give way.
    private(set) var isTight = false

    private let natural: [Int]
    private let essential: [Int]

    /// - Parameters:
    ///   - natural: what the columns take where there is room.
    ///   - essential: what they take without what their cells can do without; as natural by default.
    ///   - expendable: columns that may be left out, the first one first.
    ///   - longestWord: how wide the widest word of the last column is; asked for only where room is short.
    init(
        _ natural: [Int], essential: [Int]? = nil, width: Int?, expendable: [Int],
        longestWord: () -> Int = { 0 }
    ) {
        (self.natural, widths) = (natural, natural)
        self.essential = essential ?? natural
        guard let width, used > width else { return }
        isTight = true
        narrow(to: width, leavingOut: expendable[...], longestWord: longestWord())
    }

    private mutating func narrow(
        to width: Int, leavingOut expendable: ArraySlice<Int>, longestWord: Int
    ) {
        var rest = expendable
        while used > width {
            if wrapLast(width, atLeast: max(Self.narrowestWrapped, longestWord)) { return }
            let next = rest.popFirst()
            if next == nil, shorten() { continue }
            // A last column with broken words is better than none.
            if next == nil || next == widths.count - 1 {
                if wrapLast(width, atLeast: Self.narrowestWrapped) { return }
            }
            guard let next else { return cut(to: width, wholeWords: longestWord) }
            widths[next] = nil
        }
    }

    /// The last column that is shown.
    var last: Int? { widths.lastIndex { $0 != nil } }

    private var used: Int {
        let shown = widths.compactMap(\.self)
        return shown.reduce(0, +) + Self.gap * max(0, shown.count - 1)
    }

    private mutating func wrapLast(_ width: Int, atLeast least: Int) -> Bool {
        guard let last, last == natural.count - 1 else { return false }
        let room = width - (used - natural[last])
        guard room >= least else { return false }
        widths[last] = room
        return true
    }

    /// `false` where no cell has anything that it can do without.
    private mutating func shorten() -> Bool {
        let before = used
        for column in widths.indices {
            widths[column] = widths[column].map { min($0, essential[column]) }
        }
        return used < before
    }

    /// The widest gives way to the next widest, so that no column is spent for the others.
    private mutating func cut(to width: Int, wholeWords: Int) {
        if let last, last == natural.count - 1, let present = widths[last] {
            let least = min(present, max(Self.narrowestCut, wholeWords))
            widths[last] = max(least, present - (used - width))
        }
        while used > width {
            guard
                let widest = widths.indices.max(by: { (widths[$0] ?? 0) < (widths[$1] ?? 0) }),
                let present = widths[widest], present > Self.narrowestCut
            else { return }
            widths[widest] = present - 1
        }
    }
}
