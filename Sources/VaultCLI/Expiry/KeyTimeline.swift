import APIClient
import FoundationEssentials
import Vault

/// A year ahead as a picture: a line for each key, a group of columns for each month.
///
/// Every sign means something by its shape, so that it reads without colours.
struct KeyTimeline {
    let now: Date
    let style: Style
    /// How many columns the terminal has.
    let width: Int

    /// The month that is now, and twelve more, so that a whole year lies ahead on any day.
    private static let months = 13
    /// A date, and the widest note behind it.
    private static let dateWidth = 14
    private static let names = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private var monthWidth: Int { max(1, min(8, (width - 28) / Self.months)) }
    private var barWidth: Int { monthWidth * Self.months }
    private var nameWidth: Int { max(8, min(24, width - barWidth - Self.dateWidth - 2)) }

    func write(_ rows: some Sequence<KeyRow>, to page: PagedOutput) {
        page.line(heading)
        var counts = [Int](repeating: 0, count: Self.months)
        for row in rows {
            page.line(line(of: row))
            guard let expiry = row.key.expiresAt, row.isToRenew,
                let month = place(of: expiry).map({ $0 / monthWidth })
            else { continue }
            counts[month] += 1
        }
        page.line(summary(counts))
        page.line("")
        legend.forEach(page.line)
    }

    private var legend: [String] {
        let signs = [
            "X expires", "= due until then", "- works until then", "> expires later", "| today",
        ]
        let line = signs.joined(separator: "   ")
        return line.count > width ? signs : [line]
    }

    private var heading: String {
        let (day, _) = UTCDate.parts(now)
        var text = padded("", nameWidth) + " "
        for index in 0..<Self.months {
            let month = (day.month - 1 + index) % 12
            let year = day.year + (day.month - 1 + index) / 12
            let word =
                (index == 0 || month == 0) && monthWidth > 6
                ? "\(Self.names[month]) \(year % 100)" : Self.names[month]
            // Where a name has no room, its first letter stands for it.
            text += padded(monthWidth < 4 ? String(word.prefix(1)) : word, monthWidth)
        }
        return style.shown(text + " EXPIRES", .heading)
    }

    private func summary(_ counts: [Int]) -> String {
        let cells = counts.map { padded($0 == 0 ? "." : String($0), monthWidth) }.joined()
        return style.shown(padded("total", nameWidth) + " " + trimmed(cells), .quiet)
    }

    private func line(of row: KeyRow) -> String {
        let name = padded(DisplayText.oneLine(row.key.name.asText), nameWidth)
        let date =
            row.key.expiresAt.map(UTCDate.day)
            ?? (row.key.isExpiryKnown ? "never" : "unknown")
        return "\(name) \(style.shown(bar(of: row), tone(of: row))) \(date)\(note(on: row))"
    }

    private func note(on row: KeyRow) -> String {
        if row.window != nil || row.key.retiredAt != nil { return " old" }
        return row.status == .expired ? " !" : ""
    }

    private func tone(of row: KeyRow) -> Style.Tone? {
        if row.status == .expired { return .bad }
        if !row.isToRenew { return .quiet }
        return row.isDue ? .warning : nil
    }

    /// Today's sign gives way to that of an expiry: a key that expires today is seen.
    private func bar(of row: KeyRow) -> String {
        var signs = [Character](repeating: " ", count: barWidth)
        let today = place(of: now) ?? 0
        if let expiry = row.key.expiresAt {
            let end = place(of: expiry) ?? (expiry < now ? 0 : barWidth)
            let due = place(of: row.dueFrom) ?? (row.dueFrom < now ? 0 : barWidth)
            for column in today..<max(today, min(end, barWidth)) {
                signs[column] = column >= due ? "=" : "-"
            }
            signs[today] = "|"
            signs[min(end, barWidth - 1)] = end < barWidth ? "X" : ">"
        } else {
            signs[today] = "|"
        }
        return String(signs)
    }

    /// The column of a date; `nil` outside of the picture.
    private func place(of date: Date) -> Int? {
        let (first, _) = UTCDate.parts(now)
        let (day, _) = UTCDate.parts(date)
        let month = (day.year - first.year) * 12 + day.month - first.month
        guard (0..<Self.months).contains(month) else { return nil }
        let days = UTCDate.Day.count(ofMonth: day.month, in: day.year)
        return month * monthWidth + (day.day - 1) * monthWidth / days
    }

    private func padded(_ text: String, _ width: Int) -> String {
        let short = text.count > width ? text.prefix(width - 1) + "…" : Substring(text)
        return short + String(repeating: " ", count: width - short.count)
    }

    private func trimmed(_ text: String) -> String {
        String(text.reversed().drop { $0 == " " }.reversed())
    }
}
