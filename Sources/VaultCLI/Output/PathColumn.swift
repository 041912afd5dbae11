/// Paths for a narrow column: each keeps its end, and so much of what is before it that no two look alike.
struct PathColumn {
    private let shown: [String: String]

    /// - Parameters:
    ///   - paths: in any number, also the same one several times.
    ///   - width: in columns; `nil` leaves all as they are. A path that is told from the others only by more takes more.
    init(_ paths: [String], width: Int?) {
        let all = Set(paths)
        shown = Dictionary(
            uniqueKeysWithValues: all.map { ($0, Self.shortened($0, among: all, width: width)) })
    }

    subscript(path: String) -> String { shown[path] ?? path }

    private static func shortened(_ path: String, among all: Set<String>, width: Int?) -> String {
        guard let width, TextWidth.of(path) > width else { return path }
        let parts = path.split(separator: "/")
        // From the longest to the shortest, of which the shortest that is nobody else's stays where none is short enough.
        var best = path
        for count in stride(from: parts.count - 1, to: 0, by: -1) {
            let end = "/" + parts.suffix(count).joined(separator: "/")
            guard all.count(where: { ("/" + $0).hasSuffix(end) }) == 1 else { break }
            best = "…" + end
            if TextWidth.of(best) <= width { break }
        }
        return best
    }
}
