/// What a server shows: rows newer than what somebody has. Nothing of it counts before ``TeamHistory`` has taken it.
struct TeamNews {
    var vaultID: RecordID
    /// The newest epoch that the server has; 0 for none.
    var newestEpoch: UInt64
    /// From the epoch on that was known, oldest first, each with the epoch that its row says.
    var manifests: [(epoch: UInt64, statement: SignedStatement)] = []
    /// What was known when the server was asked.
    var asked: TeamPoint?
    /// The number of the first entry that was asked for.
    var firstEntry: UInt64 = 0
    /// Entries of the roster, from that number on.
    var entries: [SignedStatement] = []
    /// All of them.
    var slots: [MemberSlot] = []
    var rows = SharedRows()
    /// Each member's newest event, whoever has put it there.
    var heads: [RecordID: SignedEvent] = [:]
}

/// Sealed rows of the tree, as they stand in the database.
struct SharedRows {
    var pages: [PagePlace: BoxRow] = [:]
    var nodes: [PagePlace: [UInt8]] = [:]
    var directories: [PageKind: [UInt8]] = [:]
    var events: [(sequence: UInt64, box: [UInt8])] = []
    var secrets: [SecretRow] = []
    var removedSecrets: [RecordID] = []
}

/// A member's own event, signed.
struct SignedEvent: Hashable, Sendable {
    let sequence: UInt64
    let statement: SignedStatement
}

extension PagePlace {
    /// The place of a row's number; `nil` for one that no page or node has.
    init?(row: Int64) {
        guard let value = UInt16(exactly: row >> 32), let kind = PageKind(rawValue: value) else {
            return nil
        }
        self.init(kind: kind, number: Int(row & 0xFFFF_FFFF))
    }
}
