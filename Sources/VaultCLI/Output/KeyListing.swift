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
    /// When a rotation's old key is deleted at OUTSCALE.
    let deletedAfter: Date?
    /// Whether it is a command's, and goes with it: nobody has to renew it.
    let isLeased: Bool

    /// - Parameter due: how long before its expiry a key is due.
    init(
        _ record: KeyRecord, profile: String, isPending: Bool, now: Date,
        due: DueWindow = .usual,
        deletedAfter: Date? = nil, isLeased: Bool = false
    ) {
        self.record = record
        self.deletedAfter = deletedAfter
        self.isLeased = isLeased
        self.profile = profile
        // OUTSCALE's state does not follow the expiry, so the date decides.
        secondsLeft = record.expiresAt.map { Int64($0.timeIntervalSince(now).rounded(.down)) }
        status =
            if let secondsLeft, secondsLeft <= 0 { .expired } else if record.state == .inactive {
                .inactive
            } else if isPending { .pending } else if record.verifiedAt == nil {
                .unverified
            } else if !isLeased, due.isReached(by: record, at: now) { .due } else { .ok }
    }

    var needsAttention: Bool {
        !isLeased && (status == .expired || secondsLeft.map { $0 > 0 } == true && isDue)
    }

    private var isDue: Bool { status == .due }

    static let fields = [
        "name", "profile", "user", "accessKeyId", "state", "status", "createdAt", "expiresAt",
        "secondsLeft", "tag", "verifiedAt",
    ]

    private var values: [JSONValue] {
        [
            .text(record.name.description), .text(profile), .text(record.user),
            .text(record.accessKeyID), .text(record.state.text), .text(status.rawValue),
            .text(record.createdAt.map(UTCDate.iso)), .text(record.expiresAt.map(UTCDate.iso)),
            .number(secondsLeft), .text(record.tag), .text(record.verifiedAt.map(UTCDate.iso)),
        ]
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }

    var csv: String {
        CSV.line(
            values.map { value in
                switch value {
                case .text(let text): text
                case .number(let number): number.map { String($0) }
                default: nil
                }
            })
    }
}

extension KeyState {
    var text: String { self == .active ? "ACTIVE" : "INACTIVE" }
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
        let tone = tone(of: row.status)
        return (showsProfile ? [TableCell(row.profile)] : []) + [
            TableCell(row.record.name.description), TableCell(row.record.user ?? "-"),
            TableCell(row.record.accessKeyID), TableCell(row.record.state.text),
            TableCell(expiry(of: row), tone), TableCell(note(on: row), tone),
        ]
    }

    private func expiry(of row: KeyRow) -> String {
        guard let date = row.record.expiresAt else { return "never" }
        return UTCDate.day(date) + "  " + RelativeTime.phrase(from: now, to: date)
    }

    private func note(on row: KeyRow) -> String {
        if let date = row.deletedAfter { return "replaced, deleted after \(UTCDate.iso(date))" }
        if row.isLeased, row.status != .pending { return "a command's, ends with it" }
        guard row.status == .ok else { return row.status.rawValue }
        return row.record.expiresAt == nil ? "no expiry set" : ""
    }

    private func tone(of status: KeyRow.Status) -> Style.Tone? {
        switch status {
        case .expired: .bad
        case .due, .pending, .unverified: .warning
        case .inactive: .quiet
        case .ok: nil
        }
    }
}

extension KeyRow {
    /// One fact a line, for `show`.
    var lines: [String] {
        zip(Self.fields, values).compactMap { field, value in
            guard case .text(let text) = value else { return nil }
            return field + String(repeating: " ", count: 13 - field.count)
                + (text ?? "-")
        }
    }
}
