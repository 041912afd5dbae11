/// How wide a table's columns become where the terminal is too narrow for all of them.
///
/// First the last column's words wrap, then columns go in the order of their unimportance, then what is left is cut.
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

    /// - Parameters:
    ///   - natural: what the columns take where there is room.
    ///   - expendable: columns that may be left out, the first one first.
    init(_ natural: [Int], width: Int?, expendable: [Int]) {
        widths = natural
        if let width { narrow(to: width, natural, expendable[...]) }
    }

    private mutating func narrow(to width: Int, _ natural: [Int], _ rest: ArraySlice<Int>) {
        var rest = rest
        while used > width {
            isTight = true
            if wrapLast(natural, width) { return }
            guard let next = rest.popFirst() else { return cut(to: width) }
            widths[next] = nil
        }
    }

    /// The last column that is shown.
    var last: Int? { widths.lastIndex { $0 != nil } }

    private var used: Int {
        let shown = widths.compactMap(\.self)
        return shown.reduce(0, +) + Self.gap * max(0, shown.count - 1)
    }

    private mutating func wrapLast(_ natural: [Int], _ width: Int) -> Bool {
        guard let last, last == natural.count - 1 else { return false }
        let room = width - (used - natural[last])
        guard room >= Self.narrowestWrapped else { return false }
        widths[last] = room
        return true
    }

    private mutating func cut(to width: Int) {
        while used > width {
            guard
                let widest = widths.indices.max(by: { (widths[$0] ?? 0) < (widths[$1] ?? 0) }),
                let present = widths[widest], present > Self.narrowestCut
            else { return }
            widths[widest] = max(Self.narrowestCut, present - (used - width))
        }
    }
}
