import APIClient
import FoundationEssentials
import Vault

/// A key as the lists show it.
struct KeyRow {
    enum Status: String {
        case expired, inactive, pending, unverified, due, ok
    }

    let key: ListedKey
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
    /// Whether somebody has to renew it: not what another key has replaced, nor what goes with its command.
    let isToRenew: Bool
    private let due: DueWindow

    var record: KeyRecord { key.record }

    init(
        _ record: KeyRecord, profile: String, isPending: Bool, now: Date,
        due: DueWindow = .usual,
        window: RotationWindow? = nil, isLeased: Bool = false
    ) {
        self.init(
            ListedKey(record), profile: profile, isPending: isPending, now: now, due: due,
            window: window, isLeased: isLeased)
    }

    /// - Parameter due: how long before its expiry a key is due.
    init(
        _ key: ListedKey, profile: String, isPending: Bool, now: Date,
        due: DueWindow = .usual,
        window: RotationWindow? = nil, isLeased: Bool = false
    ) {
        self.key = key
        self.window = window
        self.isLeased = isLeased
        self.profile = profile
        // OUTSCALE's state does not follow the expiry, so the date decides.
        secondsLeft = key.expiresAt.map { $0.wholeSeconds(since: now) }
        self.due = due
        isToRenew = window == nil && !isLeased && key.retiredAt == nil
        isDue = isToRenew && due.isReached(by: key, at: now)
        status =
            if let secondsLeft, secondsLeft <= 0 { .expired } else if key.state == .inactive {
                .inactive
            } else if isPending { .pending } else if key.verifiedAt == nil {
                .unverified
            } else if isDue { .due } else { .ok }
    }

    /// From when on it is due.
    var dueFrom: Date {
        key.expiresAt.map { $0.addingTimeInterval(-Double(due.seconds(for: key))) }
            ?? .distantFuture
    }

    static let fields = [
        "name", "profile", "user", "accessKeyId", "state", "status", "due", "createdAt",
        "expiresAt", "secondsLeft", "tag", "verifiedAt",
    ]

    /// What stands in a field.
    enum Fact {
        case text(String?)
        /// UTF-8.
        case bytes(ArraySlice<UInt8>?)
        case date(Date?)
        case flag(Bool)
        case number(Int64?)
    }

    /// Hands over what stands in each of the fields, in their order: as a list is long, nothing is made of it.
    func forEachFact(_ body: (Fact) -> Void) {
        body(.bytes(key.name))
        body(.text(profile))
        body(.bytes(key.user))
        body(.bytes(key.accessKeyID))
        body(.text(key.state.text))
        body(.text(status.rawValue))
        body(.flag(isDue))
        body(.date(key.createdAt))
        body(.date(key.expiresAt))
        body(.number(secondsLeft))
        body(.bytes(key.tag))
        body(.date(key.verifiedAt))
    }

    private var values: [JSONValue] {
        var values: [JSONValue] = []
        forEachFact { fact in
            switch fact {
            case .text(let text): values.append(.text(text))
            case .bytes(let text): values.append(.text(text?.asText))
            case .date(let date): values.append(.text(date.map(UTCDate.iso)))
            case .flag(let flag): values.append(.boolean(flag))
            case .number(let number): values.append(.number(number))
            }
        }
        return values
    }

    var json: JSONValue { .object(Array(zip(Self.fields, values))) }
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
///
/// What is due or expired is told by words in every width, since nothing hangs on colour alone: the note stays.
struct KeyTable {
    let now: Date
    let showsProfile: Bool

    func write(
        _ rows: some Sequence<KeyRow>, _ style: Style, to line: (OutputBytes) -> Void
    ) {
        let header =
            (showsProfile ? ["PROFILE"] : [])
            + ["NAME", "USER", "KEY ID", "STATE", "EXPIRES", "NOTE"]
        TableLayout(
            header: header, expendable: ["STATE", "USER", "KEY ID", "PROFILE"], style: style
        )
        .write(rows, filledBy: fill(with:_:), to: line)
    }

    private func fill(with row: KeyRow, _ cells: inout TableRow) {
        if showsProfile { cells.add(row.profile) }
        cells.add(row.key.name)
        if let user = row.key.user { cells.add(user) } else { cells.add("-") }
        cells.add(row.key.accessKeyID)
        cells.add(row.key.state.text ?? "-")
        cells.add(row.urgency) { text in
            if let date = row.key.expiresAt {
                text.append(day: date)
            } else {
                text.append(row.key.isExpiryKnown ? "never" : "-")
            }
        } more: { text in
            guard let date = row.key.expiresAt else { return }
            text.append("  ")
            text.append(from: now, to: date)
        }
        cells.add(note(on: row), tone(of: row))
    }

    private func note(on row: KeyRow) -> String {
        if let window = row.window { return window.text }
        if row.key.retiredAt != nil { return "\(row.status.rawValue), no longer in use" }
        if row.isLeased, row.status != .pending { return "a command's, ends with it" }
        if row.key.isExposed, let member = row.key.exposedTo {
            return (row.states + ["\(member) could read it"]).joined(separator: ", ")
        }
        guard row.status == .ok else { return row.states.joined(separator: ", ") }
        return row.key.expiresAt == nil && row.key.isExpiryKnown ? "no expiry set" : ""
    }

    /// What the date does not say: its urgency stands in its own column, once.
    private func tone(of row: KeyRow) -> Style.Tone? {
        switch row.status {
        case .pending, .unverified: .warning
        case .inactive: .quiet
        case .expired, .due, .ok: nil
        }
    }
}

extension KeyRow {
    /// What the date alone says, of a key that somebody has to renew: red where it is over or will be within the hour.
    var urgency: Style.Tone? {
        guard let secondsLeft, window == nil, key.retiredAt == nil else { return nil }
        if secondsLeft <= 0 { return .bad }
        // A lease ends with its command.
        guard !isLeased else { return nil }
        if secondsLeft < Self.urgentSeconds { return .bad }
        return isDue ? .warning : nil
    }

    private static let urgentSeconds: Int64 = 3600
}

extension KeyRow {
    /// The status, and beside it what the date says.
    var states: [String] {
        let says = status == .expired || status == .due || !isDue
        return [status.rawValue] + (says ? [] : [Status.due.rawValue])
    }

    /// For `show`.
    func facts(_ time: ReadTime) -> [NamedFact] {
        var fields = Self.fields[...]
        var facts: [NamedFact] = []
        forEachFact { fact in
            let field = fields.removeFirst()
            let shown: String? =
                switch fact {
                case .text where field == "status": states.joined(separator: ", ")
                case .text(let text): text ?? "-"
                case .bytes(let text): text?.asText ?? "-"
                case .date(let date?): time.text(date)
                case .date: field == "expiresAt" && key.isExpiryKnown ? "never" : "-"
                case .flag, .number: nil
                }
            guard let shown else { return }
            facts.append(NamedFact(name: field, value: shown))
        }
        return facts
    }
}
