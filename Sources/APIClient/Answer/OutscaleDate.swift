package import FoundationEssentials
import RequestSigning

/// Dates as OUTSCALE writes and takes them.
///
/// Its answers use an offset without a colon (`2063-04-05T00:00:00.000+0000`), which is not RFC 3339,
/// beside `Z` and fractions; a bare date is the first second of that day in UTC.
package enum OutscaleDate {
    /// `2027-01-31T00:00:00.000Z`, the form of OUTSCALE's own documentation.
    package static func text(_ date: Date) -> String {
        let utc = UTCTime(date)
        let day = [utc.month, utc.day].map { UTCTime.digits($0, width: 2) }
        let time = [utc.hour, utc.minute, utc.second].map { UTCTime.digits($0, width: 2) }
        return "\(UTCTime.digits(utc.year, width: 4))-\(day.joined(separator: "-"))"
            + "T\(time.joined(separator: ":")).000Z"
    }

    /// Reads ISO 8601, extended (`2027-01-31T10:00:00Z`) or basic (`20270131T100000Z`), with `Z`,
    /// `+0000`, `+00:00` or `+00`, with or without a fraction, which is cut off; or a bare date.
    package static func parse(_ text: String) -> Date? {
        var reader = DateReader(text)
        guard let year = reader.number(4) else { return nil }
        let extended = reader.skip("-")
        guard let month = reader.number(2), reader.skip("-") == extended, let day = reader.number(2)
        else { return nil }
        let date = UTCTime(year: year, month: month, day: day)
        if reader.isAtEnd { return date.date }
        return timeOfDay(&reader, on: date)
    }

    private static func timeOfDay(_ reader: inout DateReader, on date: UTCTime) -> Date? {
        var moment = date
        guard reader.skip("T") || reader.skip("t"), let hour = reader.number(2) else { return nil }
        let extended = reader.skip(":")
        guard let minute = reader.number(2), reader.skip(":") == extended,
            let second = reader.number(2), reader.skipFraction(),
            let offset = reader.offsetSeconds(), reader.isAtEnd
        else { return nil }
        (moment.hour, moment.minute, moment.second) = (hour, minute, second)
        return moment.date?.addingTimeInterval(Double(-offset))
    }
}
