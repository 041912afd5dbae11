/// Where a vault's sealed rows stand: a SQLite file, and whatever may hold them later.
///
/// It knows no key and opens no box; its caller verifies what it gives. Nothing above it knows SQL.
protocol VaultStore: AnyObject {
    /// Whether the store itself refuses what is older than this machine has seen it, or another history: then there is no
    /// high-water mark under the vault's key.
    var keepsOwnMark: Bool { get }
    /// Whose changes they are; `nil` where one person writes them all.
    var author: EntryName? { get }
    /// What a user should know of the opening, although nothing is lost.
    var warnings: [VaultWarning] { get }
    /// What opens the same rows once more, on a connection of its own.
    func source(of files: VaultFiles) -> any StoreSource

    /// Reads one state of the rows, whatever others write meanwhile. Inside a change it is the change's own.
    func snapshot<Result: ~Copyable>(
        _ body: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result

    /// `nil` if the row is missing.
    func manifest() throws(VaultError) -> ManifestRow?
    /// The slots by ascending number, so many at most.
    func slots(most: Int) throws(VaultError) -> [SlotRow]
    /// The digests of a kind's nodes; `nil` if the row is missing.
    func directory(of kind: PageKind) throws(VaultError) -> [UInt8]?
    func node(at place: PagePlace) throws(VaultError) -> [UInt8]?
    func page(at place: PagePlace) throws(VaultError) -> BoxRow?
    /// The pages of a kind from a number on, ascending: as many as have room in so many bytes, and one at least if there
    /// is one.
    func pages(
        of kind: PageKind, from first: Int, mostBytes: Int
    ) throws(VaultError) -> [NumberedPage]
    func secret(of id: RecordID) throws(VaultError) -> BoxRow?
    func secretCount() throws(VaultError) -> Int
    /// All secrets' ids.
    func secretIDs(_ body: (RecordID) throws(VaultError) -> Void) throws(VaultError)
    /// The number of the newest event; 0 for none.
    func lastEvent() throws(VaultError) -> UInt64
    /// One event; `nil` if the row is missing.
    func event(_ sequence: UInt64) throws(VaultError) -> [UInt8]?
    /// The events from a number on, oldest first, until `body` returns `false`.
    func events(
        from first: UInt64, _ body: (UInt64, [UInt8]) throws(VaultError) -> Bool
    ) throws(VaultError)

    /// Notes an event of whoever uses the vault where the store keeps those, durably; `false` where it keeps none.
    func note(_ event: AuditEvent, key: any VaultKey) throws(VaultError) -> Bool

    /// The store's own look at itself; its time grows with what it holds.
    func checkIntegrity() throws(VaultError)

    /// Begins a change that nobody else can make at the same time.
    func begin() throws(VaultError)
    func write(_ changes: RowChanges) throws(VaultError)
    /// Puts these rows in the place of all others; the change's slots and manifest too.
    func replaceAll(with changes: RowChanges) throws(VaultError)
    /// Makes the change durable. An error does not tell that nothing was changed.
    func commit() throws(VaultError)
    /// Gives a change up; without one there is nothing to do.
    func rollBack()
}

/// What opens a vault's rows: its files, or a team's database with what this machine has of it.
protocol StoreSource: Sendable {
    func opened() throws(VaultError) -> any VaultStore
    /// The vault's key by now.
    func key(
        of store: any VaultStore, after former: any VaultKey
    ) throws(VaultError) -> any VaultKey
}

extension StoreSource {
    /// A file's new key takes what opens it.
    func key(of store: any VaultStore, after former: any VaultKey) -> any VaultKey { former }
}

extension VaultFiles: StoreSource {
    func opened() throws(VaultError) -> any VaultStore { try SQLiteStore(opening: self) }
}

/// A slot as it stands.
struct SlotRow {
    let number: Int64
    let body: [UInt8]
}

/// A box as it stands, and how often its place has been written.
struct BoxRow {
    let generation: UInt64
    let box: [UInt8]
}

/// A page as it stands, and its number.
struct NumberedPage {
    let number: Int
    let row: BoxRow
}

/// Which page, or which node: a kind of entries, and a number from 0.
struct PagePlace: Hashable, Sendable {
    let kind: PageKind
    let number: Int

    /// The row's number: kind u32 ‖ number u32, the kind in the upper half.
    var row: Int64 { Int64(kind.rawValue) << 32 | Int64(number) }

    /// The place as the id that a page's box is sealed under: kind u64 ‖ number u64.
    var id: RecordID {
        var writer = ByteWriter()
        writer.append(UInt64(kind.rawValue))
        writer.append(UInt64(number))
        return RecordID(writer.bytes) ?? .zero
    }
}

/// All rows of one change.
struct RowChanges {
    var secrets: [SecretRow] = []
    var removedSecrets: [RecordID] = []
    var pages: [PagePlace: BoxRow] = [:]
    var nodes: [PagePlace: [UInt8]] = [:]
    var directories: [PageKind: [UInt8]] = [:]
    /// Those that follow the last one.
    var events: [(sequence: UInt64, box: [UInt8])] = []
    /// All slots where they change, in place of those that are there.
    var slots: [Slot]?
    var manifest: ManifestRow
}
