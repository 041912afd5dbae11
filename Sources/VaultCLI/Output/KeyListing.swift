import APIClient
import FoundationEssentials
import Vault

/// A key as the lists show it.
struct KeyRow {
    enum Status: String {
        case expired, inactive, pending, unverified, due, ok
    }

    let record: KeyRecord
    let profile: String
    let status: Status
    let secondsLeft: Int64?
    /// Whether somebody has to renew it: it is due or expired by its date, whatever else is true of it, and neither
    /// has another key replaced it nor does it end with a command.
    let isDue: Bool
    /// What becomes of it, if another key has replaced it.
    let window: RotationWindow?
    /// Whether it is a command's, and goes with it: nobody has to renew it.
    let isLeased: Bool

    /// - Parameter due: how long before its expiry a key is due.
    init(
        _ record: KeyRecord, profile: String, isPending: Bool, now: Date,
        due: DueWindow = .usual,
        window: RotationWindow? = nil, isLeased: Bool = false
    ) {
        self.record = record
        self.window = window
        self.isLeased = isLeased
        self.profile = profile
        // OUTSCALE's state does not follow the expiry, so the date decides.
        secondsLeft = record.expiresAt.map { Int64($0.timeIntervalSince(now).rounded(.down)) }
        isDue =
            !isLeased && window == nil && record.retiredAt == nil
            && due.isReached(by: record, at: now)
        status =
            if let secondsLeft, secondsLeft <= 0 { .expired } else if record.state == .inactive {
                .inactive
            } else if isPending { .pending } else if record.verifiedAt == nil {
                .unverified
            } else if isDue { .due } else { .ok }
    }

    static let fields = [
        "name", "profile", "user", "accessKeyId", "state", "status", "due", "createdAt",
        "expiresAt", "secondsLeft", "tag", "verifiedAt",
    ]

    private var values: [JSONValue] {
        [
            .text(record.name.description), .text(profile), .text(record.user),
            .text(record.accessKeyID), .text(record.state.text), .text(status.rawValue),
            .boolean(isDue), .text(record.createdAt.map(UTCDate.iso)),
            .text(record.expiresAt.map(UTCDate.iso)), .number(secondsLeft), .text(record.tag),
            .text(record.verifiedAt.map(UTCDate.iso)),
        ]
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }

    var csv: String {
        CSV.line(
            values.map { value in
                switch value {
                case .text(let text): text
                case .number(let number): number.map { String($0) }
                case .boolean(let value): String(value)
                case .array, .object: nil
                }
            })
    }
}

extension KeyState {
    /// OUTSCALE's word; `nil` where it was not asked.
    var text: String? {
        switch self {
        case .active: "ACTIVE"
        case .inactive: "INACTIVE"
        case .unknown: nil
        }
    }
}

/// The keys as a table: soonest expiry first, keys without one last.
struct KeyTable {
    let rows: KeyRows
    let now: Date
    let showsProfile: Bool

    var table: Table<LazyMapSequence<KeyRows, [TableCell]>> {
        Table(
            header: (showsProfile ? ["PROFILE"] : [])
                + ["NAME", "USER", "KEY ID", "STATE", "EXPIRES", "NOTE"],
            rows: rows.lazy.map(cells))
    }

    private func cells(_ row: KeyRow) -> [TableCell] {
        let tone = tone(of: row)
        return (showsProfile ? [TableCell(row.profile)] : []) + [
            TableCell(row.record.name.description), TableCell(row.record.user ?? "-"),
            TableCell(row.record.accessKeyID), TableCell(row.record.state.text ?? "-"),
            TableCell(expiry(of: row), tone), TableCell(note(on: row), tone),
        ]
    }

    private func expiry(of row: KeyRow) -> String {
        guard let date = row.record.expiresAt else {
            return row.record.isExpiryKnown ? "never" : "-"
        }
        return UTCDate.day(date) + "  " + RelativeTime.phrase(from: now, to: date)
    }

    private func note(on row: KeyRow) -> String {
        if let window = row.window { return window.text }
        if row.record.retiredAt != nil { return "\(row.status.rawValue), no longer in use" }
        if row.isLeased, row.status != .pending { return "a command's, ends with it" }
        guard row.status == .ok else { return row.states.joined(separator: ", ") }
        return row.record.expiresAt == nil && row.record.isExpiryKnown ? "no expiry set" : ""
    }

    private func tone(of row: KeyRow) -> Style.Tone? {
        switch row.status {
        case .expired: .bad
        case .due, .pending, .unverified: .warning
        case .inactive: row.isDue ? .warning : .quiet
        case .ok: nil
        }
    }
}

extension KeyRow {
    /// The status, and beside it what the date says.
    var states: [String] {
        let says = status == .expired || status == .due || !isDue
        return [status.rawValue] + (says ? [] : [Status.due.rawValue])
    }

    /// One fact a line, for `show`.
    var lines: [String] {
        zip(Self.fields, values).compactMap { field, value in
            guard case .text(let text) = value else { return nil }
            let shown =
                switch field {
                case "status": states.joined(separator: ", ")
                case "expiresAt" where record.isExpiryKnown: text ?? "never"
                default: text ?? "-"
                }
            return field + String(repeating: " ", count: 13 - field.count) + shown
        }
    }
}
