import FoundationEssentials

/// A point in time as a user types it: `2027-01-31`, an ISO 8601 date-time, a span from now such as
/// `90d`, `12h`, `6w`, `6mo`, `1y`, or `never`.
struct When: Equatable {
    /// `nil` for never.
    let date: Date?
    /// Whether only a day was typed, which means its first second in UTC, as OUTSCALE reads it.
    let isBareDay: Bool
    /// Whether it was counted from now.
    var isSpan = false

    /// `nil` for anything else.
    init?(_ text: String, now: Date) {
        if text == "never" {
            (date, isBareDay) = (nil, false)
        } else if let day = Self.day(text) {
            (date, isBareDay) = (UTCDate.date(of: day), true)
        } else if let date = Span(text)?.date(from: now) {
            (self.date, isBareDay, isSpan) = (date, false, true)
        } else if let date = Self.dateTime(text) {
            (self.date, isBareDay) = (date, false)
        } else {
            return nil
        }
    }

    private static func day(_ text: String) -> UTCDate.Day? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2],
            parts.joined().allSatisfy({ ("0"..."9").contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return UTCDate.Day(year: year, month: month, day: day)
    }

    /// `T23:59:59`; Foundation takes an hour 25 for the next day's first.
    private static func isTime(_ text: Substring) -> Bool {
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard text.first == "T", parts.map(\.count) == [2, 2, 2] else { return false }
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == 3 && (0..<24).contains(numbers[0]) && (0..<60).contains(numbers[1])
            && (0..<60).contains(numbers[2])
    }

    private static func dateTime(_ text: String) -> Date? {
        guard day(String(text.prefix(10))) != nil, isTime(text.dropFirst(10).prefix(9)) else {
            return nil
        }
        return (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}

/// A length of time as a user types it.
struct Span: Equatable {
    private let amount: Int
    private let unit: String

    /// `nil` unless it is a number above zero and a unit.
    init?(_ text: String) {
        let digits = text.drop { $0 == "+" }.prefix { ("0"..."9").contains($0) }
        let unit = text.drop { $0 == "+" }.dropFirst(digits.count)
        guard digits.count <= 6, let amount = Int(digits), amount > 0,
            ["s", "m", "min", "h", "d", "w", "mo", "y"].contains(unit)
        else { return nil }
        self.amount = amount
        self.unit = String(unit)
    }

    /// Months and years go by the calendar.
    func date(from now: Date) -> Date? {
        switch unit {
        case "mo": UTCDate.date(now, addingMonths: amount)
        case "y": UTCDate.date(now, addingMonths: amount * 12)
        default: now.addingTimeInterval(Double(seconds))
        }
    }

    /// With months of 30 days and years of 365, where there is no date to count from.
    var seconds: Int64 {
        let factor: Int64 =
            switch unit {
            case "s": 1
            case "m", "min": 60
            case "h": 3600
            case "d": 86_400
            case "w": 7 * 86_400
            case "mo": 30 * 86_400
            default: 365 * 86_400
            }
        return Int64(amount) * factor
    }
}

extension Span {
    /// `90 days`, `12 hours`: in the largest unit that leaves no rest.
    static func phrase(seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "day"), (3600, "hour"), (60, "minute")]
        for (length, name) in units where seconds != 0 && seconds.isMultiple(of: length) {
            return counted(Int(clamping: seconds / length), name)
        }
        return counted(Int(clamping: seconds), "second")
    }
}
