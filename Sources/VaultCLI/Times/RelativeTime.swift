import FoundationEssentials

/// How far away a date is, in the largest unit that says something.
enum RelativeTime {
    /// `in 9 d`, `2 d ago`, `in 3 h`.
    static func phrase(from now: Date, to date: Date) -> String {
        var text = OutputBytes()
        text.append(from: now, to: date)
        return text.text
    }
}

extension Date {
    /// Rounded down; of what is further away than anybody counts, a thousand million years.
    func wholeSeconds(since other: Date) -> Int64 {
        let seconds = timeIntervalSince(other).rounded(.down)
        return Int64(exactly: min(max(seconds, -3e16), 3e16)) ?? 0
    }
}

extension OutputBytes {
    /// `in 9 d`, `2 d ago`, `in 3 h`.
    mutating func append(from now: Date, to date: Date) {
        let seconds = date.wholeSeconds(since: now)
        let distance = abs(seconds)
        if seconds > 0 { append("in ") }
        switch distance {
        case ..<120: append(distance, " s")
        case ..<7200: append(distance / 60, " min")
        case ..<172_800: append(distance / 3600, " h")
        default: append((distance + 43_200) / 86_400, " d")
        }
        if seconds <= 0 { append(" ago") }
    }

    private mutating func append(_ number: Int64, _ unit: StaticString) {
        append(number)
        append(unit)
    }
}
