/// All reading is the replica's.
extension TeamStore {
    func snapshot<Result: ~Copyable>(
        _ body: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result { try rows.snapshot(body) }

    func manifest() throws(VaultError) -> ManifestRow? {
        guard let row = try rows.manifest() else { return nil }
        // Another command of this machine may have brought the news of another key.
        if change == nil, try Manifest(reading: row.body).keyEpoch != keyEpoch {
            throw .team(.rekeyed)
        }
        return row
    }

    /// The tree of a team's vault has none: its members have slots of their own.
    func slots(most: Int) throws(VaultError) -> [SlotRow] { try rows.slots(most: most) }
    func directory(of kind: PageKind) throws(VaultError) -> [UInt8]? {
        try rows.directory(of: kind)
    }
    func node(at place: PagePlace) throws(VaultError) -> [UInt8]? { try rows.node(at: place) }
    func page(at place: PagePlace) throws(VaultError) -> BoxRow? { try rows.page(at: place) }
    func pages(
        of kind: PageKind, from first: Int, mostBytes: Int
    ) throws(VaultError) -> [NumberedPage] {
        try rows.pages(of: kind, from: first, mostBytes: mostBytes)
    }
    func secret(of id: RecordID) throws(VaultError) -> BoxRow? { try rows.secret(of: id) }
    func secretCount() throws(VaultError) -> Int { try rows.secretCount() }
    func secretIDs(_ body: (RecordID) throws(VaultError) -> Void) throws(VaultError) {
        try rows.secretIDs(body)
    }
    func lastEvent() throws(VaultError) -> UInt64 { try rows.lastEvent() }
    func event(_ sequence: UInt64) throws(VaultError) -> [UInt8]? { try rows.event(sequence) }
    func events(
        from first: UInt64, _ body: (UInt64, [UInt8]) throws(VaultError) -> Bool
    ) throws(VaultError) { try rows.events(from: first, body) }
    func checkIntegrity() throws(VaultError) { try rows.checkIntegrity() }
}
