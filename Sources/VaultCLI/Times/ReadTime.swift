import FoundationEssentials
import Glibc

/// A point in time as it is read: on a terminal by the clock of whoever sits there, and how far away it is; elsewhere in UTC.
struct ReadTime {
    let now: Date
    let isOnTerminal: Bool

    func text(_ date: Date) -> String {
        guard isOnTerminal, let local = Self.local(date) else { return UTCDate.iso(date) }
        return "\(local) (\(RelativeTime.phrase(from: now, to: date)))"
    }

    /// The same as cells of a table: on a terminal, how far away it is has a column of its own.
    func columns(_ date: Date) -> [String] {
        guard isOnTerminal else { return [UTCDate.iso(date)] }
        return [
            Self.local(date) ?? UTCDate.iso(date), RelativeTime.phrase(from: now, to: date),
        ]
    }

    /// `2026-12-02 01:00 CET`; `nil` for a date that has no such text.
    static func local(_ date: Date) -> String? {
        var seconds = time_t(date.wholeSeconds(since: Date(timeIntervalSince1970: 0)))
        var parts = unsafe tm()
        guard unsafe localtime_r(&seconds, &parts) != nil else { return nil }
        var text = [CChar](repeating: 0, count: 64)
        let count = unsafe strftime(&text, text.count, "%Y-%m-%d %H:%M %Z", &parts)
        guard count > 0 else { return nil }
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
