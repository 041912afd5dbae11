import FoundationEssentials
import KeyLifecycle
import Vault

/// The keys of a listing, soonest expiry first, keys without one last; each row is made when it is read.
struct KeyRows: Sequence {
    private struct Place {
        let expiry: Double
        let id: RecordID
    }

    private let keys: HeldKeys
    private let places: [Place]
    private let profiles: [RecordID: String]
    private let pending: PendingWork
    private let open: Set<RecordID>
    private let leased: Set<RecordID>
    private let now: Date
    private let due: DueWindow

    /// - Parameter isIncluded: which keys are listed.
    init(
        _ contents: VaultContents, _ pending: PendingWork, now: Date, due: DueWindow = .usual,
        where isIncluded: (KeyRecord) -> Bool
    ) throws {
        let keys = try contents.heldKeys()
        self.keys = keys
        self.now = now
        self.due = due
        self.pending = pending
        open = pending.keys
        leased = Set(contents.leases.map(\.key.record))
        profiles = Dictionary(
            uniqueKeysWithValues: contents.profiles.map { ($0.id, $0.name.description) })
        var places: [Place] = []
        for id in keys.ids {
            guard let key = keys[id], isIncluded(key) else { continue }
            places.append(Place(expiry: key.expiresAt?.timeIntervalSince1970 ?? .infinity, id: id))
        }
        places.sort { left, right in
            guard left.expiry == right.expiry else { return left.expiry < right.expiry }
            guard let left = keys[left.id], let right = keys[right.id] else { return false }
            return left.name < right.name
        }
        self.places = places
    }

    var isEmpty: Bool { places.isEmpty }

    func makeIterator() -> Iterator { Iterator(rows: self) }

    struct Iterator: IteratorProtocol {
        fileprivate let rows: KeyRows
        private var index = 0

        fileprivate init(rows: KeyRows) { self.rows = rows }

        mutating func next() -> KeyRow? {
            guard index < rows.places.count, let row = rows.row(rows.places[index].id) else {
                return nil
            }
            index += 1
            return row
        }
    }

    private func row(_ id: RecordID) -> KeyRow? {
        guard let key = keys[id] else { return nil }
        return KeyRow(
            key, profile: profiles[key.profile] ?? "-",
            isPending: !open.isEmpty && open.contains(key.id), now: now,
            due: due, window: pending.window(of: key),
            isLeased: !leased.isEmpty && leased.contains(key.id))
    }
}
