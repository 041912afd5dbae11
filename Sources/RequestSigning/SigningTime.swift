package import FoundationEssentials

/// The moment of a signature as OSC4 writes it: `YYYYMMDDTHHMMSSZ`, the value of `X-Osc-Date`.
///
/// OUTSCALE takes a request within five minutes of it, so every attempt is signed anew.
package struct SigningTime: Hashable, Sendable, CustomStringConvertible {
    /// `YYYYMMDD`, the first part of the scope.
    package let day: String
    private let time: String

    init(day: String, time: String) {
        self.day = day
        self.time = time
    }

    package init(_ date: Date) {
        let utc = UTCTime(date)
        day =
            UTCTime.digits(utc.year, width: 4) + UTCTime.digits(utc.month, width: 2)
            + UTCTime.digits(utc.day, width: 2)
        time =
            UTCTime.digits(utc.hour, width: 2) + UTCTime.digits(utc.minute, width: 2)
            + UTCTime.digits(utc.second, width: 2)
    }

    package var description: String { "\(day)T\(time)Z" }
}
