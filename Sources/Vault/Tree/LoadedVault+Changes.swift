/// Entries come, change and go; their pages are opened first, and noted as those that have to be sealed anew.
extension LoadedVault {
    /// Notes a new or changed entry, and adds pages if there are too many entries for the present ones.
    ///
    /// - Returns: the pages that have to be sealed anew.
    func put(_ id: RecordID, kind: PageKind) throws(VaultError) -> [PagePlace] {
        if tree(kind).pageCount == 0 { _ = trees[kind, default: PageTree(kind)].grow() }
        let place = PagePlace(kind: kind, number: tree(kind).page(of: id) ?? 0)
        try load(place)
        if trees[kind]?.entries[place.number]?.contains(id) == false {
            trees[kind]?.entries[place.number]?.append(id)
            trees[kind]?.entryCount += 1
        }
        var touched = [place]
        while tree(kind).isCrowded { touched += try grow(kind) }
        return touched
    }

    /// Notes that an entry is gone.
    ///
    /// - Returns: the page that it stood in; `nil` for none.
    func remove(_ id: RecordID, kind: PageKind) throws(VaultError) -> PagePlace? {
        guard let page = tree(kind).page(of: id) else { return nil }
        let place = PagePlace(kind: kind, number: page)
        try load(place)
        guard tree(kind).entries[page]?.contains(id) == true else { return nil }
        newerFields[id] = nil
        trees[kind]?.entries[page]?.removeAll { $0 == id }
        trees[kind]?.entryCount -= 1
        return place
    }

    /// Adds a page at the end.
    ///
    /// - Returns: the pages that have to be sealed anew.
    func grow(_ kind: PageKind) throws(VaultError) -> [PagePlace] {
        let count = tree(kind).pageCount
        if count > 0 {
            try load(PagePlace(kind: kind, number: PageTree.splitPage(addingTo: count)))
            // The new page's node may have others already.
            if count % PageTree.pagesInNode > 0 {
                try readNode(PageTree.node(of: count), of: kind)
            }
        }
        return (trees[kind]?.grow() ?? []).map { PagePlace(kind: kind, number: $0) }
    }

    /// A page's entries as they stand in its box.
    func encoded(_ place: PagePlace) throws(VaultError) -> [UInt8] {
        var entries: [(id: RecordID, fields: [UInt8])] = []
        for id in tree(place.kind).entries[place.number, default: []] {
            entries.append((id, try fields(of: id, kind: place.kind)))
        }
        return Page.encode(entries)
    }

    private func fields(of id: RecordID, kind: PageKind) throws(VaultError) -> [UInt8] {
        let fields =
            switch kind {
            case .keys: keys[id].map(KeyEntry.encode)
            case .profiles: profiles[id].map(ProfileEntry.encode)
            case .journal: intents[id].map(IntentEntry.encode)
            case .names: names[id].map(NameEntry.encode)
            }
        guard let fields else { throw .noSuchEntry(.key, id.description) }
        // Fields ascend and these are the highest, so their place is the end.
        return fields + newerFields[id, default: []]
    }
}
