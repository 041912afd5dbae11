import FoundationEssentials

/// How far away a date is, in the largest unit that says something.
enum RelativeTime {
    /// `in 9 d`, `2 d ago`, `in 3 h`.
    static func phrase(from now: Date, to date: Date) -> String {
        let seconds = Int(date.timeIntervalSince(now).rounded(.down))
        let distance = abs(seconds)
        let length =
            switch distance {
            case ..<120: "\(distance) s"
            case ..<7200: "\(distance / 60) min"
            case ..<172_800: "\(distance / 3600) h"
            default: "\((distance + 43_200) / 86_400) d"
            }
        return seconds > 0 ? "in \(length)" : "\(length) ago"
    }
}
