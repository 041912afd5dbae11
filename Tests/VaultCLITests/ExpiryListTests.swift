import Foundation
import Testing
import Vault

@testable import VaultCLI

@Suite("The keys' expiries for other programs")
struct ExpiryListTests {
    /// 2026-11-27T00:00:00Z.
    private static let now = Date(timeIntervalSince1970: 1_795_737_600)
    private static let day = 86_400.0

    private func row(
        _ name: String, days: Double?, lifetime: Double = 90, isLeased: Bool = false,
        user: String? = nil, id: String? = nil, isReplaced: Bool = false
    ) throws -> KeyRow {
        let expiry = days.map { Self.now.addingTimeInterval($0 * Self.day) }
        var record = KeyRecord(
            id: .random(), name: try #require(EntryName(name)), profile: .random(), user: user,
            accessKeyID: id ?? "AK-\(name)", state: .active,
            createdAt: expiry?.addingTimeInterval(-lifetime * Self.day), expiresAt: expiry,
            isExpiryKnown: true, tag: nil, storedAt: Self.now, verifiedAt: Self.now)
        if isReplaced { record.retiredAt = Self.now }
        return KeyRow(record, profile: "work", isPending: false, now: Self.now, isLeased: isLeased)
    }

    private func written(_ body: (PagedOutput) -> Void) throws -> String {
        let (reader, writer) = try #require(Pipes.make())
        let page = PagedOutput(ResultOutput(to: writer))
        body(page)
        page.flush()
        close(writer)
        return String(
            decoding: FileHandle(fileDescriptor: reader, closeOnDealloc: true)
                .readDataToEndOfFile(),
            as: UTF8.self)
    }

    private func timeline(_ rows: [KeyRow], width: Int = 80) throws -> [String] {
        try written {
            KeyTimeline(now: Self.now, style: Style(isColoured: false), width: width)
                .write(rows, to: $0)
        }.components(separatedBy: "\n")
    }

    @Test func `a calendar's entry keeps its UID while dates and names change`() throws {
        let uid = { (row: KeyRow) in
            try self.written { KeyCalendar(now: Self.now).write([row], to: $0) }
                .components(separatedBy: "\r\n").filter { $0.hasPrefix("UID:") }
        }
        let first = try uid(row("a", days: 30))
        #expect(first.count == 1)
        #expect(try uid(row("a", days: 90)) == first)
        #expect(try uid(row("renamed", days: 30, id: "AK-a")) == first)
        #expect(try uid(row("a", days: 30, id: "AK-b")) != first)
        #expect(!first[0].contains("AK-a"))
    }

    @Test func `a calendar has no entry for what nobody renews`() throws {
        let text = try written {
            KeyCalendar(now: Self.now).write(
                [try! row("never", days: nil), try! row("leased", days: 1, isLeased: true)], to: $0)
        }
        #expect(!text.contains("VEVENT") && text.hasSuffix("END:VCALENDAR\r\n"))
    }

    @Test(arguments: ["a,b;c\\d\ne", String(repeating: "é", count: 90), "日本語"])
    func `a calendar's lines are folded and escaped, whatever a user is called`(user: String) throws
    {
        let text = try written {
            KeyCalendar(now: Self.now).write([try! row("a", days: 3, user: user)], to: $0)
        }
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") })
        let whole = text.replacingOccurrences(of: "\r\n ", with: "")
        let wanted = user.replacingOccurrences(of: "\\", with: "\\\\")
            .replacingOccurrences(of: ",", with: "\\,").replacingOccurrences(of: ";", with: "\\;")
            .replacingOccurrences(of: "\n", with: "\\n")
        #expect(whole.contains("of user \(wanted)\\,"))
    }

    @Test func `a metric's labels can't break out of their quotes`() throws {
        let text = try written {
            KeyMetrics(now: Self.now).write([try! row("a", days: 3, user: "x\"} 1\n\\y")], to: $0)
        }
        #expect(text.contains("user=\"x\\\"} 1 \\\\y\""))
        #expect(text.contains("osc_vault_key_due{name=\"a\",profile=\"work\"} 1"))
        #expect(
            text.contains(
                "osc_vault_key_expiry_timestamp_seconds{name=\"a\",profile=\"work\"} 1795996800"))
    }

    @Test func `chosen columns come in the order of their words`() throws {
        let columns = try KeyColumns.read("expiresAt,NAME")
        #expect(columns.names == ["expiresAt", "name"])
        var text = OutputBytes()
        try row("a", days: 3).appendCSV(columns, to: &text)
        #expect(text.text == "2026-11-30T00:00:00Z,a")
    }

    @Test(arguments: ["", "name,", "nam", "name,name", "secret"])
    func `a column that is not there, or named twice, is refused`(text: String) {
        let failure = #expect(throws: Failure.self) { try KeyColumns.read(text) }
        #expect(failure?.status == .usage)
    }

    @Test(arguments: [40, 60, 80, 100, 120, 200])
    func `the timeline fits its terminal, and its dates stand in one column`(width: Int) throws {
        let name = String(repeating: "n", count: 60)
        let rows = try [
            row("a", days: -3), row("b", days: 0.5), row(name, days: 40), row("c", days: 364),
            row("d", days: 4000), row("e", days: nil), row("f", days: 90, isReplaced: true),
        ]
        let lines = try timeline(rows, width: width)
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines.map(\.count))")
        let dates = lines.compactMap { $0.firstRange(of: /\d{4}-\d\d-\d\d|never/)?.lowerBound }
        #expect(
            Set(zip(lines[1...], dates).map { $0.distance(from: $0.startIndex, to: $1) }).count == 1
        )
    }

    @Test func `the timeline shows by signs alone what is due, expired or far away`() throws {
        let lines = try timeline([
            row("gone", days: -3), row("due", days: 10), row("fine", days: 100),
            row("far", days: 4000), row("never", days: nil),
        ])
        #expect(lines[1].contains(/gone +X +2026-11-24 !/))
        #expect(lines[2].contains(/due +\|=?X +2026-12-07/))
        #expect(lines[3].contains(/fine +\|-+=+X +2027-03-07/))
        #expect(lines[4].contains(/far +\|-+> 2037/))
        #expect(lines[5].contains(/never +\| +never/))
        #expect(lines[6].hasPrefix("total"))
    }

    @Test(arguments: [(28.0, "Dec"), (97, "Mar"), (364, "Nov")])
    func `a key stands under the month in which it expires`(days: Double, month: String) throws {
        let lines = try timeline([row("a", days: days)])
        let place = try #require(lines[1].firstIndex(of: "X"))
        let column = lines[1].distance(from: lines[1].startIndex, to: place)
        let heading = Array(lines[0])
        let start =
            (0...column).last { index in
                index == 0 || (heading[index - 1] == " " && heading[index] != " ")
            } ?? 0
        #expect(String(heading[start..<start + 3]) == month)
    }
}

private enum Pipes {
    static func make() -> (Int32, Int32)? {
        var ends: [Int32] = [0, 0]
        return pipe(&ends) == 0 ? (ends[0], ends[1]) : nil
    }
}
