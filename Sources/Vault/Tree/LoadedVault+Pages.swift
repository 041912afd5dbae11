import SecretMemory

/// Reading pages: a page counts once its node, the node's directory, and through that the manifest vouch for its box.
extension LoadedVault {
    /// So many are read and opened together.
    private static let pagesAtOnce = 64

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
        try take([(place, row)])
    }

    /// Opens all pages of a kind, and compares what only all of them can tell.
    func loadAll(_ kind: PageKind) throws(VaultError) {
        guard !tree(kind).isWhole else { return }
        try reading { () throws(VaultError) in try readPages(of: [kind]) }
    }

    /// The same of several kinds under a snapshot that the caller holds.
    func readPages(of kinds: [PageKind]) throws(VaultError) {
        var rows: [(place: PagePlace, row: BoxRow)] = []
        var found: [PageKind: Int] = [:]
        for kind in kinds {
            for node in 0..<nodeCount(of: kind) { try readNode(node, of: kind) }
            try store.pages(of: kind) { (number, row) throws(VaultError) in
                found[kind, default: 0] += 1
                guard tree(kind).entries[number] == nil else { return }
                rows.append((PagePlace(kind: kind, number: number), row))
                guard rows.count == Self.pagesAtOnce else { return }
                try take(rows)
                rows = []
            }
        }
        try take(rows)
        for kind in kinds { try checkWhole(kind, found: found[kind, default: 0]) }
    }

    /// Reads what is in the file by now. A change has read that when it began.
    private func reading(_ body: () throws(VaultError) -> Void) throws(VaultError) {
        guard !isChanging else { return try body() }
        try store.snapshot { () throws(VaultError) in
            try refresh()
            try body()
        }
    }

    private func checkWhole(_ kind: PageKind, found: Int) throws(VaultError) {
        let tree = tree(kind)
        // A change may have added pages that are not in the file yet.
        guard found == Int(manifest.directory(of: kind).pageCount), tree.isWhole else {
            throw .damaged("the pages are not those of the manifest")
        }
        let entries = tree.entries.values.reduce(0) { $0 + $1.count }
        guard entries == tree.entryCount else {
            throw .damaged("there are more or fewer entries than the manifest says")
        }
        // The secrets of a change are not in the file yet.
        guard kind == .keys, !isChanging else { return }
        guard try store.secretCount() == entries else {
            throw .damaged("there are more or fewer secrets than keys")
        }
    }

    /// How many nodes of a kind the file has.
    private func nodeCount(of kind: PageKind) -> Int {
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

    /// Opens boxes that their leaves vouch for.
    private func take(_ rows: [(place: PagePlace, row: BoxRow)]) throws(VaultError) {
        for (place, row) in rows {
            guard let leaf = tree(place.kind).leaves[place.number],
                leaf.generation == row.generation,
                leaf.digest == Digest(hashing: row.box)
            else { throw .damaged("a page is not the one of the manifest") }
        }
        let opened: [OpenedBox]
        do throws(BatchError) {
            opened = try key.openEach(
                rows.map { place, row in
                    MetadataBox(
                        row.box, under: .page(place, generation: row.generation),
                        anyOf: [place.kind.rawValue])
                })
        } catch { throw error.reason }
        for (index, box) in opened.enumerated() { try take(box.payload, at: rows[index].place) }
    }

    private func take(_ payload: [UInt8], at place: PagePlace) throws(VaultError) {
        var ids: [RecordID] = []
        for entry in try Page.decode(payload) {
            guard tree(place.kind).page(of: entry.id) == place.number else {
                throw .damaged("an entry stands in another page than its own")
            }
            ids.append(entry.id)
            try take(entry.fields, id: entry.id, kind: place.kind)
        }
        trees[place.kind]?.entries[place.number] = ids
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
        let hash = try hash(of: name)
        var found: StoredKey?
        // Both pages are of one moment.
        try reading { () throws(VaultError) in
            guard let id = try holder(of: hash) else { return }
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
        let mac = try key.mac(
            Array("vault/name/v1".utf8) + Array(name.description.utf8), for: .names)
        guard let hash = RecordID(mac.prefix(RecordID.byteCount)) else {
            throw .damaged("a MAC has not 32 bytes")
        }
        return hash
    }
}
