import SecretMemory

/// What one manifest says, as far as it was read. Profiles and the journal are always there; a key is read when somebody
/// asks for it. What was read was verified against the manifest; of what was not, nothing is claimed.
final class LoadedVault {
    let store: any VaultStore
    let files: VaultFiles
    let key: any VaultKey

    var manifest: Manifest
    var mac: [UInt8]
    var slots: [Slot] = []
    /// Whether it is a change's own copy: the newest state was read when the change began, and nobody can write meanwhile.
    let isChanging: Bool
    var trees: [PageKind: PageTree] = [:]
    var keys: [RecordID: StoredKey] = [:]
    /// All keys, once somebody has asked for all; they are those of this manifest.
    var held: HeldKeys?
    /// Which key has a name, by the name's hash.
    var names: [RecordID: RecordID] = [:]
    var profiles: [RecordID: Profile] = [:]
    var intents: [RecordID: Intent] = [:]
    /// A restored file is written above this epoch; 0 otherwise.
    var seenEpoch: UInt64 = 0
    /// A newer version's fields that this one may ignore, as they stand in an entry, for its next sealing.
    var newerFields: [RecordID: [UInt8]] = [:]

    /// Verifies what was read first, and reads the rest: the slots, the length of the audit log, profiles and journal. The
    /// caller holds a snapshot, so that all of it is of one moment.
    init(
        _ first: FirstReading, in store: any VaultStore, files: VaultFiles, key: any VaultKey
    ) throws(VaultError) {
        (self.store, self.files, self.key) = (store, files, key)
        (manifest, mac) = (first.manifest, first.mac)
        isChanging = false
        try readAll(first.pages)
    }

    /// The same once more, for a change that may be given up.
    convenience init(copying other: LoadedVault) {
        self.init(copying: other, isChanging: true)
    }

    /// The same for a change after which everything is sealed under another key.
    convenience init(copying other: LoadedVault, under key: any VaultKey) {
        self.init(copying: other, isChanging: true, key: key)
    }

    /// The same once the change is durable: from now on others may write.
    func durable() -> LoadedVault { LoadedVault(copying: self, isChanging: false) }

    private init(copying other: LoadedVault, isChanging: Bool, key: (any VaultKey)? = nil) {
        (store, files, self.key) = (other.store, other.files, key ?? other.key)
        (manifest, mac) = (other.manifest, other.mac)
        self.isChanging = isChanging
        take(other)
    }

    private func take(_ other: LoadedVault) {
        (manifest, mac, trees) = (other.manifest, other.mac, other.trees)
        (keys, names, newerFields) = (other.keys, other.names, other.newerFields)
        (profiles, intents, slots) = (other.profiles, other.intents, other.slots)
        held = nil
    }

    /// Reads what another process has written since, if anything: all of it, or nothing if it fails.
    ///
    /// A file that is older than this process, or this machine, has seen is refused here as when it is opened. The caller
    /// holds a snapshot.
    func refresh() throws(VaultError) {
        // What was verified once is not verified again.
        if let row = try store.manifest(), row.mac == mac, row.body == manifest.bytes { return }
        let mark = store.keepsOwnMark ? nil : try StoredMark(beside: files, of: key.vaultID)
        let newer = try FirstReading(of: store, key: key, mark: mark)
        try HighWaterMark(epoch: manifest.epoch, manifestMAC: mac).check(newer)
        try newer.mark?.check(newer)
        guard !newer.isOutdated else { throw .outdated }
        take(try LoadedVault(newer, in: store, files: files, key: key))
    }

    private func readAll(_ early: EarlyPages) throws(VaultError) {
        try readSlots()
        try checkAuditCount()
        for kind in PageKind.allCases {
            let directory = manifest.directory(of: kind)
            trees[kind] = PageTree(
                kind, pageCount: Int(directory.pageCount),
                entryCount: Int(clamping: directory.entryCount))
        }
        guard tree(.names).entryCount == tree(.keys).entryCount else {
            throw .damaged("there are more or fewer names than keys")
        }
        try readPages(of: PageKind.allCases.filter(isReadAtOnce), early: early)
        try checkProfileNames()
        guard isReadAtOnce(.keys) else { return }
        try checkSecretIDs()
        try checkKeyNames()
        if isReadAtOnce(.names) { try checkIndex() }
    }

    /// Profiles and the journal; and of a small vault all: whatever is asked for is there.
    func isReadAtOnce(_ kind: PageKind) -> Bool {
        switch kind {
        case .profiles, .journal: true
        case .keys, .names: tree(kind).pageCount == 1
        }
    }

    func checkAuditCount() throws(VaultError) {
        guard try store.lastEvent() == manifest.auditCount else {
            throw .damaged("the audit log is longer or shorter than the manifest says")
        }
    }

    func readSlots() throws(VaultError) {
        slots = try Self.readSlots(from: store)
        guard slots.count == Int(manifest.slotCount),
            Manifest.digest(ofSlots: slots.map(\.bytes)) == manifest.slotDigest
        else { throw .damaged("the slots are not those of the manifest") }
    }

    static func readSlots(from store: any VaultStore) throws(VaultError) -> [Slot] {
        let rows = try store.slots(most: Slot.most + 1)
        guard rows.count <= Slot.most else { throw KeySlots.tooMany }
        var slots: [Slot] = []
        for row in rows {
            let slot = try Slot(reading: row.body)
            guard Int64(slot.number) == row.number else {
                throw .damaged("a slot stands in another's place")
            }
            slots.append(slot)
        }
        return slots
    }

    /// The manifest as it stands in the file.
    var row: ManifestRow { ManifestRow(body: manifest.bytes, mac: mac) }

    func tree(_ kind: PageKind) -> PageTree { trees[kind] ?? PageTree(kind) }
}
