import KernelText
import SystemPackage

/// What this machine has of a team's vault: sealed rows and signed statements, in a SQLite file beside the marks.
///
/// It holds nothing that the server has not. Whatever was stored here was verified before, and is verified once more when it is
/// read: statements by their signatures, rows by the manifest.
final class Replica {
    let store: SQLiteStore
    let vaultID: RecordID

    var connection: Connection { _read { yield store.connection } }

    /// Opens the file, or makes an empty one.
    init(_ files: VaultFiles, of vaultID: RecordID) throws(VaultError) {
        self.vaultID = vaultID
        do throws(VaultError) {
            store = try SQLiteStore(opening: files, as: .replica)
        } catch .noVault {
            try Self.make(files)
            store = try SQLiteStore(opening: files, as: .replica)
        }
    }

    /// Of a file that is open already.
    init(_ store: SQLiteStore, of vaultID: RecordID) {
        (self.store, self.vaultID) = (store, vaultID)
    }

    /// Makes an empty one, unless something is there.
    static func make(_ files: VaultFiles) throws(VaultError) {
        try FileChecks.makePrivateDirectory(files.directory)
        let draft = files.directory.appending(".new-\(RecordID.random())")
        defer { try? LandingFile.remove(draft) }
        try DurableFile.createEmpty(draft)
        try fill(draft)
        // Another command may have made it meanwhile.
        let taken = VaultError.vaultExists(path: files.database.text)
        do throws(VaultError) {
            try DurableFile.publish(draft, as: files.database, taken: taken)
        } catch {
            guard error == taken else { throw error }
        }
    }

    private static func fill(_ draft: FilePath) throws(VaultError) {
        let connection = try Connection(opening: draft)
        try connection.applySettings()
        try connection.execute("PRAGMA journal_mode = MEMORY")
        try connection.transaction { () throws(VaultError) in
            try Schema.replica.create(in: connection)
        }
    }

    /// The roster and the newest manifest as they stand here, all signatures verified again.
    func history() throws(VaultError) -> TeamHistory {
        var history = TeamHistory(of: vaultID)
        history.take(
            entries: try statements("SELECT body, signature FROM signed_roster ORDER BY number"))
        let newest = try statements(
            "SELECT body, signature FROM signed_manifest ORDER BY epoch DESC LIMIT 1")
        guard let newest = newest.first else { return TeamHistory(of: vaultID) }
        let slots = try slots()
        do throws(HistoryRefusal) {
            try history.take(first: newest)
            try history.finish(slots: slots)
        } catch { throw .team(.history(error)) }
        return history
    }

    /// The roster's first entry; `nil` while nothing is here.
    func firstEntry() throws(VaultError) -> SignedStatement? {
        try statements("SELECT body, signature FROM signed_roster WHERE number = 0").first
    }

    /// The head of a manifest's statement; `nil` if it is not here.
    func head(at epoch: UInt64) throws(VaultError) -> [UInt8]? { try manifest(at: epoch)?.head }

    /// A manifest's statement; `nil` if it is not here.
    func manifest(at epoch: UInt64) throws(VaultError) -> SignedStatement? {
        var statement = try connection.prepare(
            "SELECT body, signature FROM signed_manifest WHERE epoch = ?1")
        try statement.bind(1, Int64(clamping: epoch))
        guard try statement.step() else { return nil }
        return SignedStatement(body: statement.blob(0), signature: statement.blob(1))
    }

    func slots() throws(VaultError) -> [MemberSlot] {
        var statement = try connection.prepare(
            "SELECT member, key_epoch, body FROM member_slot ORDER BY member")
        var slots: [MemberSlot] = []
        while try statement.step() {
            guard let member = RecordID(statement.blob(0)) else {
                throw .damaged("a member's id has not 16 bytes")
            }
            slots.append(
                MemberSlot(
                    member: member, keyEpoch: UInt64(bitPattern: statement.integer(1)),
                    box: statement.blob(2)))
        }
        return slots
    }

    func eventHeads() throws(VaultError) -> [RecordID: SignedEvent] {
        var statement = try connection.prepare(
            "SELECT member, sequence, body, signature FROM event_head")
        var heads: [RecordID: SignedEvent] = [:]
        while try statement.step() {
            guard let member = RecordID(statement.blob(0)) else {
                throw .damaged("a member's id has not 16 bytes")
            }
            heads[member] = SignedEvent(statement, from: 1)
        }
        return heads
    }

    /// What a member has noted on this machine, oldest first, from a number on.
    func ownEvents(
        of member: RecordID, from first: UInt64 = 0
    ) throws(VaultError) -> [SignedEvent] {
        var statement = try connection.prepare(
            """
            SELECT sequence, body, signature FROM own_event WHERE member = ?1 AND sequence >= ?2 \
            ORDER BY sequence
            """)
        try statement.bind(1, member.bytes)
        try statement.bind(2, Int64(clamping: first))
        var events: [SignedEvent] = []
        while try statement.step() {
            events.append(SignedEvent(statement, from: 0))
        }
        return events
    }

    func statements(_ sql: StaticString) throws(VaultError) -> [SignedStatement] {
        var statement = try connection.prepare(sql)
        var found: [SignedStatement] = []
        while try statement.step() {
            found.append(SignedStatement(body: statement.blob(0), signature: statement.blob(1)))
        }
        return found
    }
}
