package import FoundationEssentials
import Glibc

/// A moment in Coordinated Universal Time, split into calendar fields, whole seconds.
package struct UTCTime: Hashable, Sendable {
    package var year: Int
    /// 1 is January.
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Splits a date, its fraction of a second cut off. Years outside 1...9999 become the nearest one.
    package init(_ date: Date) {
        var seconds = time_t(Self.clamped(date.timeIntervalSince1970))
        var fields = unsafe tm()
        unsafe gmtime_r(&seconds, &fields)
        unsafe self.init(
            year: Int(fields.tm_year) + 1900, month: Int(fields.tm_mon) + 1,
            day: Int(fields.tm_mday), hour: Int(fields.tm_hour), minute: Int(fields.tm_min),
            second: Int(fields.tm_sec))
    }

    /// The date, or `nil` if the calendar has no such moment (31 February, 24:00, a leap second).
    package var date: Date? {
        guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        var fields = unsafe tm()
        unsafe fields.tm_year = Int32(year - 1900)
        unsafe fields.tm_mon = Int32(month - 1)
        unsafe fields.tm_mday = Int32(day)
        unsafe fields.tm_hour = Int32(hour)
        unsafe fields.tm_min = Int32(minute)
        unsafe fields.tm_sec = Int32(second)
        // timegm(3) turns 31 February into 3 March instead of failing.
        let date = Date(timeIntervalSince1970: Double(unsafe timegm(&fields)))
        return UTCTime(date) == self ? date : nil
    }

    /// Seconds since 1970 within the years 1...9999.
    private static func clamped(_ interval: Double) -> Double {
        guard !interval.isNaN else { return 0 }
        return min(max(interval.rounded(.down), -62_135_596_800), 253_402_300_799)
    }

    /// A number in decimal digits, padded with zeros on the left.
    package static func digits(_ number: Int, width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
