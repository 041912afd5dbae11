/// Points in time are whole seconds since 1970-01-01 00:00 UTC.
typealias Instant = Int

/// How OUTSCALE spells a date: its document shows one form, its answers have been seen in others.
enum DateStyle: String, Codable, Sendable, CaseIterable {
    /// `2063-04-05T00:00:00.000+0000`, as the document's examples.
    case offset = "+0000"
    /// `2063-04-05T00:00:00Z`
    case zulu = "Z"
    /// `2063-04-05T00:00:00.000Z`
    case fraction = ".000Z"
    /// `2063-04-05T00:00:00+00:00`
    case colon = "+00:00"
    /// `2063-04-05T00:00:00.000000Z`
    case microseconds = ".000000Z"
    /// `2063-04-05T00:00:00.000+00:00`
    case fractionColon = ".000+00:00"
    /// `2063-04-05T00:00:00+0000`
    case wholeOffset = "00+0000"

    func spell(_ instant: Instant) -> String {
        let civil = Civil(instant)
        let start = "\(civil.date)T\(civil.time)"
        return switch self {
        case .offset: start + ".000+0000"
        case .wholeOffset: start + "+0000"
        case .zulu, .fraction, .colon, .microseconds, .fractionColon: start + rawValue
        }
    }
}

/// A point in time as calendar and clock show it in UTC.
struct Civil: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var secondOfDay: Int

    /// Days are counted from 1 March of year 0, so that the leap day is a year's last.
    init(_ instant: Instant) {
        let days = Self.floor(instant, 86400)
        secondOfDay = instant - days * 86400
        let shifted = days + 719_468
        let era = Self.floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Nil for a day or a time that no calendar or clock shows.
    init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else {
            return nil
        }
        self.year = year
        self.month = month
        self.day = day
        secondOfDay = hour * 3600 + minute * 60 + second
        guard Civil(instant) == self else { return nil }
    }

    var instant: Instant {
        let y = month <= 2 ? year - 1 : year
        let era = Self.floor(y, 400)
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return (era * 146_097 + dayOfEra - 719_468) * 86400 + secondOfDay
    }

    /// `2063-04-05`
    var date: String { "\(pad(year, 4))-\(pad(month))-\(pad(day))" }
    /// `01:02:03`
    var time: String {
        "\(pad(secondOfDay / 3600)):\(pad(secondOfDay / 60 % 60)):\(pad(secondOfDay % 60))"
    }

    private static func floor(_ value: Int, _ divisor: Int) -> Int {
        (value >= 0 ? value : value - divisor + 1) / divisor
    }
}

/// The number in decimal, with zeros before it.
func pad(_ value: Int, _ width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
