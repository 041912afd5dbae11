import FoundationEssentials
import KeyLifecycle
import Vault

/// The keys of a listing, soonest expiry first, keys without one last; each row is made when it is read.
struct KeyRows: Sequence {
    private let keys: HeldKeys
    private let profiles: [RecordID: String]
    private let pending: PendingWork
    private let open: Set<RecordID>
    private let leased: Set<RecordID>
    private let now: Date
    private let due: DueWindow

    /// - Parameters:
    ///   - profile: whose keys are listed; `nil` for those of all.
    ///   - user: the same of an EIM user.
    init(
        _ contents: VaultContents, _ pending: PendingWork, now: Date, due: DueWindow = .usual,
        of profile: RecordID? = nil, user: String? = nil
    ) throws {
        var keys = try contents.heldKeys(of: profile, user: user)
        keys.sortBySoonestExpiry()
        self.keys = keys
        self.now = now
        self.due = due
        self.pending = pending
        open = pending.keys
        leased = Set(contents.leases.map(\.key.record))
        profiles = Dictionary(
            uniqueKeysWithValues: contents.profiles.map { ($0.id, $0.name.description) })
    }

    var isEmpty: Bool { keys.isEmpty }

    func makeIterator() -> Iterator { Iterator(rows: self) }

    struct Iterator: IteratorProtocol {
        fileprivate let rows: KeyRows
        private var index = 0
        /// That of the last row: many keys of one profile follow each other.
        private var profile: (id: RecordID, name: String)?

        fileprivate init(rows: KeyRows) { self.rows = rows }

        mutating func next() -> KeyRow? {
            guard index < rows.keys.count else { return nil }
            defer { index += 1 }
            let key = rows.keys.key(at: index)
            return rows.row(key, profile: name(of: key.profile))
        }

        private mutating func name(of id: RecordID) -> String {
            if let profile, profile.id == id { return profile.name }
            let name = rows.profiles[id] ?? "-"
            profile = (id, name)
            return name
        }
    }

    private func row(_ key: ListedKey, profile: String) -> KeyRow {
        KeyRow(
            key, profile: profile,
            isPending: !open.isEmpty && open.contains(key.id), now: now,
            due: due, window: pending.window(of: key),
            isLeased: !leased.isEmpty && leased.contains(key.id))
    }
}
