import APIClient
import FoundationEssentials
import SecretMemory
import Vault

/// The keys' expiries as calendar entries (RFC 5545), each with alarms before it.
///
/// An entry's UID comes from the access key's id, so a calendar that reads the file again moves the entry it has.
struct KeyCalendar {
    let now: Date

    /// Days before the expiry at which a calendar reminds its owner.
    private static let alarms = [30, 7, 1]

    func write(_ rows: some Sequence<KeyRow>, to page: PagedOutput) {
        for line in [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//osc-vault//vault \(Version.text)//EN",
            "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:OUTSCALE access keys",
        ] { write(line, to: page) }
        for row in rows {
            guard let expiry = row.key.expiresAt, row.isToRenew else { continue }
            event(of: row, expiry).forEach { write($0, to: page) }
        }
        write("END:VCALENDAR", to: page)
    }

    private func event(of row: KeyRow, _ expiry: Date) -> [String] {
        let name = row.key.name.asText
        let owner = row.key.user.map { " of user \($0.asText)" } ?? ""
        var lines = [
            "BEGIN:VEVENT", "UID:\(Self.identifier(of: row))", "DTSTAMP:\(Self.stamp(now))",
            "DTSTART:\(Self.stamp(expiry))", "DURATION:PT0S", "TRANSP:TRANSPARENT",
            "SUMMARY:" + Self.escaped("Access key \(name) expires"),
            "DESCRIPTION:"
                + Self.escaped(
                    "OUTSCALE access key \(row.key.accessKeyID.asText)\(owner), profile \(row.profile), status "
                        + "\(row.status.rawValue).\nRenew it: \(ProgramName.called) rotate \(name)"),
            "CATEGORIES:osc-vault",
        ]
        for days in Self.alarms {
            lines += [
                "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P\(days)D",
                "DESCRIPTION:"
                    + Self.escaped("Access key \(name) expires in \(counted(days, "day"))"),
                "END:VALARM",
            ]
        }
        return lines + ["END:VEVENT"]
    }

    /// The same for the same access key, whoever makes the file; the id itself stays out of it.
    private static func identifier(of row: KeyRow) -> String {
        let text = Array("osc-vault calendar \(row.key.accessKeyID.asText)".utf8)
        return Hex.encode(Array(BLAKE2b.digest(of: text).prefix(16))) + "@osc-vault"
    }

    /// `20261202T000000Z`.
    private static func stamp(_ date: Date) -> String {
        UTCDate.iso(date).filter { $0 != "-" && $0 != ":" }
    }

    /// RFC 5545, section 3.3.11.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case ";": result += "\\;"
            case ",": result += "\\,"
            case "\n": result += "\\n"
            case _ where DisplayText.isSpacing(scalar): result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Lines end in CR LF and are folded before their 76th byte, never inside a character.
    private func write(_ line: String, to page: PagedOutput) {
        var folded = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let size = scalar.utf8.count
            if length + size > 75 {
                folded += "\r\n "
                length = 1
            }
            folded.unicodeScalars.append(scalar)
            length += size
        }
        page.text(folded + "\r\n")
    }
}
