import SecretMemory

/// All that is in the file but the secrets, verified against one manifest.
struct VaultState: Sendable {
    var manifest: Manifest
    var mac: [UInt8]
    var pages: [RecordID: PageState] = [:]
    var contents = VaultContents()
    /// Which page an entry stands in; made by the first change.
    var places: [RecordID: RecordID] = [:]
    /// Pages with room for another entry.
    var roomy: [PageKind: [RecordID]] = [:]
    /// A newer version's fields that this one may ignore, as they stand in an entry, for its next sealing.
    var newerFields: [RecordID: [UInt8]] = [:]
}

// MARK: - Reading

extension VaultState {
    /// Reads and verifies everything, in this order: the manifest's MAC, the slots, every page's place
    /// and content, the set of pages, the set of secrets, the length of the audit log.
    ///
    /// The caller holds a snapshot, so that all of it is of one moment.
    static func read(
        from connection: borrowing Connection, key: any VaultKey
    ) throws(VaultError) -> VaultState {
        let (manifest, mac) = try readManifest(from: connection, key: key)
        let slots = try readSlots(from: connection)
        guard slots.count == Int(manifest.slotCount),
            Manifest.digest(ofSlots: slots) == manifest.slotDigest
        else { throw .damaged("the slots are not those of the manifest") }
        var state = VaultState(manifest: manifest, mac: mac)
        state.contents.reserve(keys: Int(try connection.integer("SELECT count(*) FROM secret")))
        try state.readPages(from: connection, key: key)
        try state.checkPages()
        try state.checkCounts(in: connection)
        return state
    }

    /// The manifest and its MAC, verified.
    static func readManifest(
        from connection: borrowing Connection, key: any VaultKey
    ) throws(VaultError) -> (Manifest, mac: [UInt8]) {
        var statement = try connection.prepare("SELECT body, tag FROM manifest")
        guard try statement.step() else { throw .damaged("the manifest is missing") }
        let (body, mac) = (statement.blob(0), statement.blob(1))
        guard try key.mac(body, for: .manifest) == mac else {
            throw .damaged("the manifest's MAC is wrong")
        }
        let manifest = try Manifest(reading: body)
        guard manifest.vaultID == key.vaultID, manifest.keyEpoch == key.keyEpoch,
            manifest.keyID == key.keyID
        else { throw .damaged("the manifest is of another vault") }
        return (manifest, mac)
    }

    static func readSlots(from connection: borrowing Connection) throws(VaultError) -> [[UInt8]] {
        var statement = try connection.prepare("SELECT number, body FROM slot ORDER BY number")
        var slots: [[UInt8]] = []
        while try statement.step() {
            let slot = try Slot(reading: statement.blob(1))
            guard Int64(slot.number) == statement.integer(0) else {
                throw .damaged("a slot stands in another's place")
            }
            slots.append(slot.bytes)
        }
        return slots
    }

    private mutating func readPages(
        from connection: borrowing Connection, key: any VaultKey
    ) throws(VaultError) {
        var statement = try connection.prepare("SELECT id, generation, body FROM page ORDER BY id")
        var sealed: [SealedPage] = []
        while try statement.step() {
            guard let id = RecordID(statement.blob(0)) else {
                throw .damaged("a page's id is none")
            }
            let generation = UInt64(bitPattern: statement.integer(1))
            sealed.append(SealedPage(id: id, generation: generation, box: statement.blob(2)))
            if sealed.count == SealedPage.atOnce {
                try takePages(sealed, key: key)
                sealed = []
            }
        }
        try takePages(sealed, key: key)
    }

    private mutating func takePages(
        _ sealed: [SealedPage], key: any VaultKey
    ) throws(VaultError) {
        for (page, opened) in zip(sealed, try SealedPage.open(sealed, key: key)) {
            try take(page, opened)
        }
    }

    private mutating func take(
        _ sealed: SealedPage, _ opened: OpenedBox
    ) throws(VaultError) {
        guard let kind = PageKind(rawValue: opened.type) else { throw .otherAnswer }
        var page = PageState(
            kind: kind, generation: sealed.generation, digest: BLAKE2b.digest(of: sealed.box),
            entries: [])
        for entry in try Page.decode(opened.payload) {
            page.entries.append(entry.id)
            try take(entry.fields, id: entry.id, kind: kind)
        }
        if page.entries.count < Page.capacity { roomy[kind, default: []].append(sealed.id) }
        pages[sealed.id] = page
    }

    private mutating func take(
        _ fields: ArraySlice<UInt8>, id: RecordID, kind: PageKind
    ) throws(VaultError) {
        let isNew: Bool
        switch kind {
        case .keys:
            isNew = contents.take(try KeyEntry.decode(fields, id: id))
        case .profiles:
            let profile = try ProfileEntry.decode(fields, id: id)
            isNew = contents.profileTable.updateValue(profile, forKey: id) == nil
        case .journal:
            let intent = try IntentEntry.decode(fields, id: id)
            isNew = contents.intentTable.updateValue(intent, forKey: id) == nil
        }
        guard isNew else { throw .damaged("an entry stands twice") }
        let newer = TLVReader.ignorable(in: fields)
        if !newer.isEmpty { newerFields[id] = Array(newer) }
    }

    private func checkPages() throws(VaultError) {
        guard pages.count == Int(manifest.pageCount),
            Manifest.digest(ofPages: pages) == manifest.pageDigest
        else { throw .damaged("the pages are not those of the manifest") }
    }

    private func checkCounts(in connection: borrowing Connection) throws(VaultError) {
        guard try connection.integer("SELECT count(*) FROM secret") == contents.keyCount else {
            throw .damaged("there are more or fewer secrets than keys")
        }
        guard
            try connection.integer("SELECT coalesce(max(sequence), 0) FROM audit")
                == Int64(clamping: manifest.auditCount)
        else { throw .damaged("the audit log is longer or shorter than the manifest says") }
    }
}
