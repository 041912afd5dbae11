import FoundationEssentials
import KeyLifecycle
import Vault

/// The keys of a listing, soonest expiry first, keys without one last; each row is made when it is read.
struct KeyRows: Sequence {
    private struct Place {
        let expiry: Double
        let id: RecordID
    }

    private let contents: VaultContents
    private let places: [Place]
    private let profiles: [RecordID: String]
    private let pending: Set<RecordID>
    /// When a rotation's old key is deleted.
    private let endings: [RecordID: Date]
    private let leased: Set<RecordID>
    private let now: Date
    private let due: DueWindow

    /// - Parameter isIncluded: which keys are listed.
    init(
        _ contents: VaultContents, now: Date, due: DueWindow = .usual,
        where isIncluded: (KeyRecord) -> Bool
    ) {
        self.contents = contents
        self.now = now
        self.due = due
        let intents = contents.intents
        pending = Set(intents.filter { !$0.isResting(at: now) }.map(\.keyID))
        endings = Dictionary(
            intents.compactMap { intent in
                intent.previousKeyID.flatMap { id in intent.notBefore.map { (id, $0) } }
            }, uniquingKeysWith: { first, _ in first })
        leased = Set(contents.leases.map(\.keyID))
        profiles = Dictionary(
            uniqueKeysWithValues: contents.profiles.map { ($0.id, $0.name.description) })
        var places: [Place] = []
        for id in contents.keyIDs {
            guard let key = contents.key(id: id), isIncluded(key) else { continue }
            places.append(Place(expiry: key.expiresAt?.timeIntervalSince1970 ?? .infinity, id: id))
        }
        places.sort { left, right in
            guard left.expiry == right.expiry else { return left.expiry < right.expiry }
            guard let left = contents.key(id: left.id), let right = contents.key(id: right.id)
            else {
                return false
            }
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
        guard let key = contents.key(id: id) else { return nil }
        return KeyRow(
            key, profile: profiles[key.profile] ?? "-",
            isPending: !pending.isEmpty && pending.contains(key.id), now: now,
            due: due, deletedAfter: endings.isEmpty ? nil : endings[key.id],
            isLeased: !leased.isEmpty && leased.contains(key.id))
    }
}
