/// Reads the dates that OUTSCALE accepts.
enum DateReading {
    /// ISO 8601, basic or extended, as a day (its first second counts) or with a time in UTC:
    /// `2020-06-14`, `20200614`, `2020-06-14T00:00:00Z`, `…00.000Z`, `…00+0000`, `…00.0+00:00`.
    static func instant(_ text: String) -> Instant? {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard let day = parts.first.flatMap(day) else { return nil }
        if parts.count == 1 { return day.instant }
        guard parts.count == 2, let time = withoutZone(parts[1]).flatMap(time) else { return nil }
        return Civil(
            year: day.year, month: day.month, day: day.day,
            hour: time.hour, minute: time.minute, second: time.second)?.instant
    }

    /// `YYYYMMDDTHHMMSSZ`, the only form in a signed request.
    static func stamp(_ text: String) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z")
        else { return nil }
        return instant(text)
    }

    /// An instant in the form of a signed request.
    static func stamp(of instant: Instant) -> String {
        let civil = Civil(instant)
        return (civil.date + "T" + civil.time + "Z").filter { $0 != "-" && $0 != ":" }
    }

    private static func day(_ text: Substring) -> Civil? {
        guard let fields = fields(text, separator: "-", widths: [4, 2, 2]) else { return nil }
        return Civil(year: fields[0], month: fields[1], day: fields[2])
    }

    private static func time(_ text: Substring) -> (hour: Int, minute: Int, second: Int)? {
        let halves = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let fields = fields(halves[0], separator: ":", widths: [2, 2, 2]) else { return nil }
        if halves.count == 2, number(halves[1]) == nil { return nil }
        return halves.count <= 2 ? (fields[0], fields[1], fields[2]) : nil
    }

    private static func withoutZone(_ text: Substring) -> Substring? {
        for zone in ["Z", "+0000", "+00:00", "-0000", "-00:00"] where text.hasSuffix(zone) {
            return text.dropLast(zone.count)
        }
        return nil
    }

    private static func fields(
        _ text: Substring, separator: Character, widths: [Int]
    ) -> [Int]? {
        let digits = text.filter { $0 != separator }
        let separators = text.count - digits.count
        guard digits.count == widths.reduce(0, +), separators == 0 || separators == widths.count - 1
        else { return nil }
        var rest = digits[...]
        var result: [Int] = []
        for width in widths {
            guard let value = number(rest.prefix(width)) else { return nil }
            result.append(value)
            rest = rest.dropFirst(width)
        }
        let extended = zip(result, widths).map { pad($0, $1) }.joined(separator: String(separator))
        return separators == 0 || text == extended ? result : nil
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
}
