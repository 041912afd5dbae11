import Foundation
import Testing

@testable import VaultCLI

@Suite("Times as a user types and reads them")
struct TimeTests {
    /// 2026-11-24T12:34:56Z.
    private let now = Date(timeIntervalSince1970: 1_795_523_696)

    @Test(arguments: [
        ("2027-01-31", "2027-01-31T00:00:00Z"), ("2028-02-29", "2028-02-29T00:00:00Z"),
        ("2027-01-31T12:00:00Z", "2027-01-31T12:00:00Z"),
        ("2027-01-31T12:00:00+02:00", "2027-01-31T10:00:00Z"),
        ("90d", "2027-02-22T12:34:56Z"), ("+90d", "2027-02-22T12:34:56Z"),
        ("12h", "2026-11-25T00:34:56Z"), ("30min", "2026-11-24T13:04:56Z"),
        ("6w", "2027-01-05T12:34:56Z"), ("3mo", "2027-02-24T12:34:56Z"),
        ("1y", "2027-11-24T12:34:56Z"),
    ])
    func `a date or a span is a time in UTC`(text: String, expected: String) throws {
        let when = try #require(When(text, now: now))
        #expect(when.date.map(UTCDate.iso) == expected)
        #expect(when.isBareDay == (text.count == 10 && text.contains("-")))
    }

    @Test func `never is no date`() { #expect(When("never", now: now)?.date == nil) }

    @Test(arguments: [
        "", "soon", "2027-02-29", "2027-13-01", "2027-00-10", "2027-1-31", "31/12/2027", "0d",
        "-1d", "90", "d", "1.5d", "99999999d", "2027-01-31T25:00:00Z", "2027-01-31T12:60:00Z",
        "2027-01-31T12:00:61Z", "2027-01-31 12:00", "٣d",
    ])
    func `anything else is refused`(text: String) { #expect(When(text, now: now) == nil) }

    @Test(arguments: [
        ("2027-01-31T00:00:00Z", 1, "2027-02-28T00:00:00Z"),
        ("2028-01-31T00:00:00Z", 1, "2028-02-29T00:00:00Z"),
        ("2026-11-30T23:59:59Z", 15, "2028-02-29T23:59:59Z"),
        ("2028-02-29T00:00:00Z", 12, "2029-02-28T00:00:00Z"),
    ])
    func `a month ends where it ends`(start: String, months: Int, end: String) throws {
        let date = try Date(start, strategy: .iso8601)
        #expect(UTCDate.date(date, addingMonths: months).map(UTCDate.iso) == end)
    }

    @Test func `every day from 1600 to 2400 is its own number`() {
        let first = UTCDate.Day(year: 1600, month: 1, day: 1)?.number ?? 0
        var previous = ""
        for number in first..<(first + 292_194) {
            let day = UTCDate.Day(number: number)
            let text = UTCDate.day(UTCDate.date(of: day))
            if day.number != number || text <= previous {
                Issue.record("day \(number) is \(day)")
                return
            }
            previous = text
        }
        #expect(previous == "2399-12-31")
    }

    @Test(arguments: [
        (90.0, "in 90 s"), (-90.0, "90 s ago"), (0.0, "0 s ago"), (7_199.0, "in 119 min"),
        (7_200.0, "in 2 h"), (172_799.0, "in 47 h"), (777_600.0, "in 9 d"), (-172_800.0, "2 d ago"),
    ])
    func `a distance has the unit that says most`(seconds: Double, phrase: String) {
        #expect(RelativeTime.phrase(from: now, to: now.addingTimeInterval(seconds)) == phrase)
    }

    @Test(arguments: [-0x1p63, 0x1p63, -.infinity, .infinity, .nan, -1e300, 1e300])
    func `of a date that nobody can count to is told all the same`(seconds: Double) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(!RelativeTime.phrase(from: .now, to: date).isEmpty)
        #expect(!RelativeTime.phrase(from: date, to: .now).isEmpty)
        #expect(UTCDate.iso(date).count == 20)
    }
}
