import SecretMemory

extension LoadedVault {
    /// Every page of every kind.
    var allPages: Set<PagePlace> {
        var pages: Set<PagePlace> = []
        for kind in PageKind.allCases {
            for number in 0..<tree(kind).pageCount {
                pages.insert(PagePlace(kind: kind, number: number))
            }
        }
        return pages
    }

    /// Another key gives each name another place in the index; the index keeps its pages.
    func renameIndex() throws(VaultError) {
        var renamed: [RecordID: RecordID] = [:]
        for (old, id) in names {
            guard let name = keys[id]?.record.name else {
                throw .damaged("a name leads to no key")
            }
            let hash = try hash(of: name)
            renamed[hash] = id
            if let fields = newerFields.removeValue(forKey: old) { newerFields[hash] = fields }
        }
        names = renamed
        guard let count = trees[.names]?.pageCount, count > 0 else { return }
        for page in 0..<count { trees[.names]?.entries[page] = [] }
        for hash in renamed.keys {
            trees[.names]?.entries[PageTree.page(of: hash, among: count), default: []].append(hash)
        }
    }

    /// One secret, checked against its key's entry.
    func openedSecret(
        of id: RecordID, as reference: SecretReference
    ) throws(VaultError) -> SecretBytes {
        guard let row = try store.secret(of: id), row.generation == reference.generation,
            Digest(hashing: row.box) == reference.digest
        else { throw .damaged("a key's secret is not the one that was stored") }
        let context = SealingContext.secret(id, generation: reference.generation)
        return try key.open(row.box, under: context, type: SecretRow.type)
    }
}
