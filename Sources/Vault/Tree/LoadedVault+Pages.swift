import SecretMemory

/// Reading pages: a page counts once its node, the node's directory, and through that the manifest vouch for its box.
extension LoadedVault {
    /// Opens the page of an entry, unless that was done.
    func load(_ id: RecordID, of kind: PageKind) throws(VaultError) {
        guard !isLoaded(id, of: kind) else { return }
        try reading { () throws(VaultError) in
            // Another process may have added pages: only now it is certain which one it is.
            guard !isLoaded(id, of: kind), let page = tree(kind).page(of: id) else { return }
            try load(PagePlace(kind: kind, number: page))
        }
    }

    private func isLoaded(_ id: RecordID, of kind: PageKind) -> Bool {
        let tree = tree(kind)
        return tree.page(of: id).map { tree.entries[$0] != nil } ?? false
    }

    /// Opens a page under a snapshot that the caller holds, unless that was done.
    func load(_ place: PagePlace) throws(VaultError) {
        guard tree(place.kind).entries[place.number] == nil else { return }
        try readNode(PageTree.node(of: place.number), of: place.kind)
        guard let row = try store.page(at: place) else { throw .damaged("a page is missing") }
        try requireVouched(row, at: place)
        let opened: [OpenedBox]
        do throws(BatchError) { opened = try key.openEach([row.metadata(of: place)]) } catch {
            throw error.reason
        }
        for box in opened { try take(box.payload, at: place) }
    }

    /// Opens all pages of a kind, and compares what only all of them can tell.
    func loadAll(_ kind: PageKind) throws(VaultError) {
        guard !tree(kind).isWhole else { return }
        try reading { () throws(VaultError) in try readPages(of: [kind]) }
    }

    /// The same of several kinds under a snapshot that the caller holds.
    ///
    /// - Parameter early: pages that were opened before it was known whether they are the manifest's.
    func readPages(
        of kinds: [PageKind], early: EarlyPages = EarlyPages()
    ) throws(VaultError) {
        var found: [PageKind: Int] = [:]
        try streamPages(of: kinds, early: early, found: &found) {
            (place, payload) throws(VaultError) in try take(payload, at: place)
        }
        for kind in kinds {
            let entries = tree(kind).entries
            try checkWhole(
                kind, found: found[kind, default: 0], opened: entries.count,
                entries: entries.values.reduce(0) { $0 + $1.count })
        }
    }

    /// Reads what is in the file now. A change has read that when it began.
    func reading(_ body: () throws(VaultError) -> Void) throws(VaultError) {
        guard !isChanging else { return try body() }
        try store.snapshot { () throws(VaultError) in
            try refresh()
            try body()
        }
    }

    /// Compares with the manifest what only all pages can tell.
    ///
    /// - Parameters:
    ///   - found: how many pages the file has.
    ///   - opened: how many were opened, and those that a change has made.
    ///   - entries: how many entries they have.
    func checkWhole(
        _ kind: PageKind, found: Int, opened: Int, entries: Int
    ) throws(VaultError) {
        // A change may have added pages that are not in the file yet.
        guard found == Int(manifest.directory(of: kind).pageCount), opened == tree(kind).pageCount
        else { throw .damaged("the pages are not those of the manifest") }
        guard entries == tree(kind).entryCount else {
            throw .damaged("there are more or fewer entries than the manifest says")
        }
        // The secrets of a change are not in the file yet.
        guard kind == .keys, !isChanging else { return }
        guard try store.secretCount() == entries else { throw Self.otherSecretCount }
    }

    /// How many nodes of a kind the file has.
    func nodeCount(of kind: PageKind) -> Int {
        PageTree.nodeCount(of: Int(manifest.directory(of: kind).pageCount))
    }

    /// Reads a node, unless that was done or a change has just made it.
    func readNode(_ node: Int, of kind: PageKind) throws(VaultError) {
        guard node < nodeCount(of: kind), !tree(kind).isLoaded(node: node) else { return }
        try readDirectory(of: kind)
        let place = PagePlace(kind: kind, number: node)
        guard let body = try store.node(at: place), node < tree(kind).nodeDigests.count,
            PageTree.nodeDigest(place, body) == tree(kind).nodeDigests[node]
        else { throw .damaged("a node is not the one of the manifest") }
        try trees[kind]?.take(
            node: node, body, among: Int(manifest.directory(of: kind).pageCount))
    }

    private func readDirectory(of kind: PageKind) throws(VaultError) {
        guard tree(kind).nodeDigests.isEmpty else { return }
        let directory = manifest.directory(of: kind)
        let body = try store.directory(of: kind) ?? []
        guard
            PageTree.directoryDigest(kind, pageCount: Int(directory.pageCount), body)
                == directory.digest
        else { throw .damaged("a directory is not the one of the manifest") }
        trees[kind]?.nodeDigests = stride(from: 0, to: body.count, by: 32)
            .compactMap { Digest(body[$0..<min($0 + 32, body.count)]) }
    }

    /// Throws unless the leaf of a page vouches for its box.
    func requireVouched(_ row: BoxRow, at place: PagePlace) throws(VaultError) {
        guard let leaf = tree(place.kind).leaves[place.number],
            leaf.generation == row.generation, leaf.digest == Digest(hashing: row.box)
        else { throw .damaged("a page is not the one of the manifest") }
    }

    /// Where the entries of a page stand, each of which belongs there.
    func places(
        in payload: [UInt8], at place: PagePlace
    ) throws(VaultError) -> [(id: RecordID, fields: Range<Int>)] {
        let (entries, pages) = (try Page.places(in: payload), tree(place.kind).pageCount)
        for entry in entries
        where pages == 0 || PageTree.page(of: entry.id, among: pages) != place.number {
            throw .damaged("an entry stands in another page than its own")
        }
        return entries
    }

    private func take(_ payload: [UInt8], at place: PagePlace) throws(VaultError) {
        let entries = try places(in: payload, at: place)
        for entry in entries { try take(payload[entry.fields], id: entry.id, kind: place.kind) }
        trees[place.kind]?.entries[place.number] = entries.map(\.id)
    }

    private func take(
        _ fields: ArraySlice<UInt8>, id: RecordID, kind: PageKind
    ) throws(VaultError) {
        switch kind {
        case .keys: keys[id] = try KeyEntry.decode(fields, id: id)
        case .profiles: profiles[id] = try ProfileEntry.decode(fields, id: id)
        case .journal: intents[id] = try IntentEntry.decode(fields, id: id)
        case .names: names[id] = try NameEntry.decode(fields)
        }
        let newer = TLVReader.ignorable(in: fields)
        if !newer.isEmpty { newerFields[id] = Array(newer) }
    }
}

// MARK: - Single keys

extension LoadedVault {
    func storedKey(_ id: RecordID) throws(VaultError) -> StoredKey? {
        try load(id, of: .keys)
        return keys[id]
    }

    func storedKey(named name: EntryName) throws(VaultError) -> StoredKey? {
        var found: StoredKey?
        // Both pages are of one moment.
        try reading { () throws(VaultError) in
            // If all keys are at hand, the index has nothing to add.
            guard !tree(.keys).isWhole else {
                return found = keys.values.first { $0.record.name == name }
            }
            guard let id = try holder(of: hash(of: name)) else { return }
            found = try storedKey(id)
            guard found?.record.name == name else { throw .damaged("a name leads to another key") }
        }
        return found
    }

    /// The key that has a name, by the name's hash.
    func holder(of hash: RecordID) throws(VaultError) -> RecordID? {
        try load(hash, of: .names)
        return names[hash]
    }

    /// The first 16 bytes of the name's MAC: nobody without the key can tell which page a name leads to.
    func hash(of name: EntryName) throws(VaultError) -> RecordID {
        let mac = try key.attest(.name(name))
        guard let hash = RecordID(mac.prefix(RecordID.byteCount)) else {
            throw .damaged("a MAC has not 32 bytes")
        }
        return hash
    }
}
