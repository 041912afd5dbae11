import FoundationEssentials

/// Until when an invitation's code may be good: long enough for a person, and not so long that nobody remembers it.
enum InviteExpiry {
    /// In seconds: an hour, and 30 days.
    static let bounds = 3600.0...2_592_000.0

    static func date(_ text: String, now: Date) throws -> Date {
        guard let date = When(text, now: now)?.date else {
            throw Failure.usage(
                "'\(text)' is no time; write 72h, 7d or 2027-01-31. Nobody was invited.")
        }
        guard bounds.contains(date.timeIntervalSince(now)) else {
            throw Failure.usage(
                "an invitation is good for 1h to 30d, and '\(text)' ends \(UTCDate.iso(date)). Nobody was invited."
            )
        }
        return date
    }
}
