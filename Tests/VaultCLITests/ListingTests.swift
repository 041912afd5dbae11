import Foundation
import Testing
import Vault

@testable import APIClient
@testable import VaultCLI

@Suite("A listing, written as bytes")
struct ListingTests {
    private static let now = Date(timeIntervalSince1970: 1_795_523_696)

    /// What another administrator, or the years, may have put there.
    static let texts = [
        "alice", "", " ", "a,b", "\"", "back\\slash", "a\"b,c\"", "tab\tline\nend\r",
        "\u{0}\u{1B}[2J\u{7F}\u{9B}",
        "é", "日本語", "ｗｉｄｅ", "👩‍👩‍👧‍👦", "a\u{202E}b\u{2066}c\u{200D}", "e\u{301}", "\u{2028}\u{2029}",
        "\u{E000}", "\u{10FFFF}", "😀,\"😀\"", String(repeating: "n", count: 5_000),
        String(repeating: "é,", count: 3_000),
    ]

    private func row(_ text: String, _ index: Int = 0) throws -> KeyRow {
        let date = Date(timeIntervalSince1970: Double(index % 7) * 1e9 - 1e9)
        let record = KeyRecord(
            id: .random(), name: try #require(EntryName("key-\(index)")), profile: .random(),
            user: index % 3 == 2 ? nil : text, accessKeyID: text,
            state: [.active, .inactive, .unknown][index % 3],
            createdAt: index % 2 == 0 ? nil : date, expiresAt: index % 4 == 0 ? nil : date,
            isExpiryKnown: index % 8 != 0, tag: index % 5 == 0 ? nil : text, storedAt: date,
            verifiedAt: index % 2 == 1 ? nil : date)
        return KeyRow(record, profile: text, isPending: index % 6 == 5, now: Self.now)
    }

    /// Each text in several kinds of rows.
    private func rows() throws -> [KeyRow] {
        try Self.texts.flatMap { text in try (0..<24).map { try row(text, $0) } }
    }

    @Test func `as JSON is what the slow way makes of it, byte by byte`() throws {
        for row in try rows() {
            var written = OutputBytes()
            row.appendJSON(.all, KeyRow.members(of: .all), to: &written)
            #expect(written.text == Slow.json(row))
            let object = try #require(
                JSONSerialization.jsonObject(with: Data(written.bytes)) as? [String: Any])
            #expect(object.count == KeyRow.fields.count)
            #expect(object["accessKeyId"] as? String == row.record.accessKeyID)
            #expect(row.json.text == written.text)
        }
    }

    @Test func `as CSV is what the slow way makes of it, byte by byte`() throws {
        for row in try rows() {
            var written = OutputBytes()
            row.appendCSV(.all, to: &written)
            #expect(written.text == Slow.csv(row))
        }
    }

    @Test(arguments: [false, true], [false, true])
    func `as a table is what the slow way makes of it`(isColoured: Bool, showsProfile: Bool) throws
    {
        let (rows, style) = (try rows(), Style(isColoured: isColoured))
        let table = KeyTable(now: Self.now, showsProfile: showsProfile)
        var lines: [String] = []
        table.write(rows, style) { lines.append($0.text) }
        let cells = rows.map { row in
            (showsProfile ? [(row.profile, nil)] : []) + Slow.cells(row, now: Self.now)
        }
        let header =
            (showsProfile ? ["PROFILE"] : []) + [
                "NAME", "USER", "KEY ID", "STATE", "EXPIRES", "NOTE",
            ]
        #expect(lines == Slow.table(header, cells, isColoured))
    }

    /// Three keys of one day, as a terminal of some width without colours shows them.
    private func shown(_ name: String, width: Int) throws -> [String] {
        let rows = try [-1, 9, 300].map { days in
            let record = KeyRecord(
                id: .random(), name: try #require(EntryName(name)), profile: .random(),
                user: "alice", accessKeyID: "AKIA0123456789ABCDEF", state: .active,
                createdAt: Self.now.addingTimeInterval(-60 * 86_400),
                expiresAt: Self.now.addingTimeInterval(Double(days) * 86_400),
                isExpiryKnown: true, tag: nil, storedAt: Self.now, verifiedAt: Self.now)
            return KeyRow(record, profile: "work", isPending: false, now: Self.now)
        }
        var lines: [String] = []
        KeyTable(now: Self.now, showsProfile: true)
            .write(rows, Style(isColoured: false, width: width)) { lines.append($0.text) }
        return lines
    }

    @Test(
        arguments: [40, 41, 44, 48, 50, 54, 58, 60, 64, 72, 80, 100, 120],
        ["k", "alice", "terraform-prod", "a-name-of-thirty-five-letters-12345"])
    func `says by words what is due or expired, in a terminal of any width`(
        width: Int, name: String
    ) throws {
        let lines = try shown(name, width: width)
        #expect(lines.count == 4)
        #expect(lines[1].hasSuffix("expired") && lines[2].hasSuffix("due"))
        #expect(lines.allSatisfy { TextWidth.of($0) <= width })
    }

    @Test func `leaves out how far away a day is before it cuts a name`() throws {
        #expect(
            try shown("terraform-prod", width: 40) == [
                "NAME            EXPIRES     NOTE",
                "terraform-prod  2026-11-23  expired", "terraform-prod  2026-12-03  due",
                "terraform-prod  2027-09-20",
            ])
        #expect(
            try shown("a-name-of-thirty-letters-12345", width: 40)[2]
                == "a-name-of-thirty-l…  2026-12-03  due")
    }

    @Test func `a row after the first thousand shifts its line and no other`() {
        let wide = String(repeating: "w", count: 40)
        let rows = (0..<1_200).map { [$0 == 1_000 ? wide : "x", "y"] }
        var lines: [String] = []
        TableLayout(header: ["A", "B"], style: Style(isColoured: false)).write(rows) { cells, row in
            for cell in cells { row.add(cell) }
        } to: {
            lines.append($0.text)
        }
        #expect(lines[0] == "A  B" && lines[1] == "x  y" && lines[1_000] == "x  y")
        #expect(lines[1_001] == wide + "  y" && lines[1_002] == "x  y" && lines.count == 1_201)
    }

    @Test(arguments: [0, 9, 10, -1, 12_345, .max, .min] as [Int64])
    func `a number has its digits`(number: Int64) {
        var text = OutputBytes()
        text.append(number)
        #expect(text.text == String(number))
    }
}

/// What the lists have always shown, made the obvious way.
private enum Slow {
    private static func values(_ row: KeyRow) -> [String?] {
        let record = row.record
        return [
            record.name.description, row.profile, record.user, record.accessKeyID,
            record.state.text,
            row.status.rawValue, row.isDue ? "true" : "false", time(record.createdAt),
            time(record.expiresAt), row.secondsLeft.map { "\($0)" }, record.tag,
            time(record.verifiedAt),
        ]
    }

    private static func time(_ date: Date?) -> String? {
        guard let date else { return nil }
        let format = ISO8601DateFormatter()
        return format.string(from: date)
    }

    static func json(_ row: KeyRow) -> String {
        let members = zip(KeyRow.fields, values(row)).map { field, value in
            let isBare = ["due", "secondsLeft"].contains(field)
            return "\"\(field)\":" + (value.map { isBare ? $0 : quoted($0) } ?? "null")
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            case _ where scalar != " " && DisplayText.isSpacing(scalar):
                String(scalar).utf16.map { String(format: "\\u%04x", $0) }.joined()
            default: String(scalar)
            }
        }
        return "\"" + scalars.joined() + "\""
    }

    static func csv(_ row: KeyRow) -> String {
        values(row).map { value in
            let field = oneLine(value ?? "")
            guard field.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) else {
                return field
            }
            return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        }.joined(separator: ",")
    }

    private static func oneLine(_ text: String) -> String {
        text.unicodeScalars.map { DisplayText.isSpacing($0) ? " " : String($0) }.joined()
    }

    static func cells(_ row: KeyRow, now: Date) -> [(String, String?)] {
        let (record, tone) = (row.record, tone(row))
        let expires = record.expiresAt.map { date in
            String((time(date) ?? "").prefix(10)) + "  " + RelativeTime.phrase(from: now, to: date)
        }
        let isEndless = record.expiresAt == nil && record.isExpiryKnown
        return [
            (record.name.description, nil), (record.user ?? "-", nil), (record.accessKeyID, nil),
            (record.state.text ?? "-", nil),
            (expires ?? (record.isExpiryKnown ? "never" : "-"), urgency(row)),
            (
                row.status != .ok
                    ? row.states.joined(separator: ", ") : isEndless ? "no expiry set" : "", tone
            ),
        ]
    }

    private static func tone(_ row: KeyRow) -> String? {
        switch row.status {
        case .pending, .unverified: "33"
        case .inactive: "2"
        case .expired, .due, .ok: nil
        }
    }

    private static func urgency(_ row: KeyRow) -> String? {
        guard let left = row.secondsLeft else { return nil }
        return left < 3600 ? "31" : row.isDue ? "33" : nil
    }

    static func table(
        _ header: [String], _ rows: [[(String, String?)]], _ isColoured: Bool
    ) -> [String] {
        let all = [header.map { ($0, "1") }] + rows.map { $0.map { (oneLine($0.0), $0.1) } }
        let widths = header.indices.map { column in
            all.map { TextWidth.of($0[column].0) }.max() ?? 0
        }
        return all.map { row in
            let last = row.lastIndex { !$0.0.isEmpty } ?? 0
            return row[...last].enumerated().map { column, cell in
                let pad = column == last ? 0 : widths[column] + 2 - TextWidth.of(cell.0)
                let code = isColoured && !cell.0.isEmpty ? cell.1 : nil
                return (code.map { "\u{1B}[\($0)m\(cell.0)\u{1B}[0m" } ?? cell.0)
                    + String(repeating: " ", count: pad)
            }.joined()
        }
    }
}
