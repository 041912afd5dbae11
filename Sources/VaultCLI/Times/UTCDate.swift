import FoundationEssentials

/// Days and times in UTC by the proleptic Gregorian calendar, without a calendar library.
enum UTCDate {
    struct Day: Equatable {
        var year: Int
        var month: Int
        var day: Int

        /// Days since 1970-01-01.
        var number: Int {
            // Years begin in March, so that a leap day is a year's last day.
            let shifted = month <= 2 ? year - 1 : year
            let era = (shifted >= 0 ? shifted : shifted - 399) / 400
            let yearOfEra = shifted - era * 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
                - 719_468
        }

        init?(year: Int, month: Int, day: Int) {
            guard (1...12).contains(month), (1...9999).contains(year),
                (1...Day.count(ofMonth: month, in: year)).contains(day)
            else { return nil }
            (self.year, self.month, self.day) = (year, month, day)
        }

        init(number: Int) {
            let shifted = number + 719_468
            let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
            let dayOfEra = shifted - era * 146_097
            let yearOfEra =
                (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let marchMonth = (5 * dayOfYear + 2) / 153
            day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
            month = marchMonth + (marchMonth < 10 ? 3 : -9)
            year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        }

        static func count(ofMonth month: Int, in year: Int) -> Int {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        }
    }

    /// `2026-12-02T00:00:00Z`.
    static func iso(_ date: Date) -> String {
        var text = OutputBytes()
        text.append(time: date)
        return text.text
    }

    /// `2026-12-02`.
    static func day(_ date: Date) -> String {
        var text = OutputBytes()
        text.append(day: date)
        return text.text
    }

    /// A date, the first second of its day.
    static func date(of day: Day, seconds: Int = 0) -> Date {
        Date(timeIntervalSince1970: Double(day.number * 86_400 + seconds))
    }

    /// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
    private static let earliest = -62_135_596_800.0
    private static let latest = 253_402_300_799.0

    static func parts(_ date: Date) -> (day: Day, seconds: Int) {
        // What lies beyond the years that have four digits is no date that anybody reads.
        let seconds = date.timeIntervalSince1970.rounded(.down)
        let total = Int(exactly: min(max(seconds, earliest), latest)) ?? 0
        let number = total >= 0 ? total / 86_400 : (total - 86_399) / 86_400
        return (Day(number: number), total - number * 86_400)
    }

    /// The same time so many months later; a day that the month does not have becomes its last.
    static func date(_ date: Date, addingMonths months: Int) -> Date? {
        let (day, seconds) = parts(date)
        let index = day.year * 12 + day.month - 1 + months
        let (year, month) = (index / 12, index % 12 + 1)
        let last = Day.count(ofMonth: month, in: year)
        return Day(year: year, month: month, day: min(day.day, last)).map {
            self.date(of: $0, seconds: seconds)
        }
    }
}

extension OutputBytes {
    /// `2026-12-02T00:00:00Z`.
    mutating func append(time date: Date) {
        let (day, seconds) = UTCDate.parts(date)
        var text = InlineArray<20, UInt8>(repeating: UInt8(ascii: "-"))
        text.put(day)
        text[10] = UInt8(ascii: "T")
        text.put(seconds / 3600, at: 11)
        text[13] = UInt8(ascii: ":")
        text.put(seconds / 60 % 60, at: 14)
        text[16] = UInt8(ascii: ":")
        text.put(seconds % 60, at: 17)
        text[19] = UInt8(ascii: "Z")
        append(text)
    }

    /// `2026-12-02`.
    mutating func append(day date: Date) {
        var text = InlineArray<10, UInt8>(repeating: UInt8(ascii: "-"))
        text.put(UTCDate.parts(date).day)
        append(text)
    }
}

extension InlineArray where Element == UInt8 {
    fileprivate mutating func put(_ day: UTCDate.Day) {
        put(day.year / 100, at: 0)
        put(day.year, at: 2)
        put(day.month, at: 5)
        put(day.day, at: 8)
    }

    /// The last two digits.
    fileprivate mutating func put(_ number: Int, at place: Int) {
        self[place] = UInt8(ascii: "0") + UInt8(number / 10 % 10)
        self[place + 1] = UInt8(ascii: "0") + UInt8(number % 10)
    }
}
