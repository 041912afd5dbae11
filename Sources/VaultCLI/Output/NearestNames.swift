/// Names that a mistyped one may have meant.
enum NearestNames {
    /// At most three, nearest first; by the number of letters to insert, remove or replace.
    static func of(_ text: String, among names: [String]) -> [String] {
        let limit = max(2, text.count / 3)
        let ranked = names.map { (name: $0, distance: distance(Array(text), Array($0))) }
        return ranked.filter { $0.distance <= limit || $0.name.hasPrefix(text) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3).map(\.name)
    }

    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let step = min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = step
            }
        }
        return row[right.count]
    }
}
