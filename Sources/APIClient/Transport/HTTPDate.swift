package import FoundationEssentials
import RequestSigning

/// The dates of HTTP headers.
package enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7), the only form that servers may send.
    package static func parse(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            parts[1].utf8.count == 2,
            let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])),
            let year = Int(parts[3])
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { $0.utf8.count == 2 ? Int($0) : nil }
        guard time.count == 3 else { return nil }
        return UTCTime(
            year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2]
        ).date
    }

    /// Reads `Retry-After` (RFC 9110 §10.2.3): seconds, or a date, turned into seconds from `now`.
    package static func retryAfter(_ text: String, now: Date) -> Double? {
        if let seconds = Int(text) { return seconds >= 0 ? Double(seconds) : nil }
        return parse(text).map { max(0, $0.timeIntervalSince(now)) }
    }
}
