import SecretMemory

/// Which entry stands in which page.
extension VaultState {
    /// Makes entries and names quick to find, for a transaction.
    mutating func index() {
        contents.indexNames()
        guard places.isEmpty else { return }
        for (id, page) in pages {
            for entry in page.entries { places[entry] = id }
        }
    }

    /// The page that an entry stands in, found or made; it has to be sealed anew.
    mutating func place(_ id: RecordID, kind: PageKind) -> RecordID {
        if let page = places[id] { return page }
        let page = pageWithRoom(kind)
        pages[page]?.entries.append(id)
        places[id] = page
        if pages[page]?.entries.count == Page.capacity { roomy[kind]?.removeAll { $0 == page } }
        return page
    }

    /// Takes an entry out of its page, which has to be sealed anew.
    mutating func displace(_ id: RecordID, kind: PageKind) -> RecordID? {
        newerFields[id] = nil
        guard let page = places.removeValue(forKey: id) else { return nil }
        if pages[page]?.entries.count == Page.capacity { roomy[kind, default: []].append(page) }
        pages[page]?.entries.removeAll { $0 == id }
        return page
    }

    /// Halves a page whose entries are too large for one box, as often as it takes.
    ///
    /// - Returns: the pages that its entries stand in now, all of which have to be sealed anew.
    mutating func split(_ id: RecordID) throws(VaultError) -> [RecordID] {
        guard let page = pages[id], page.entries.count > 1,
            try encoded(page).count > Page.mostBytes
        else { return [id] }
        let half = page.entries.count / 2
        let (old, new) = (Array(page.entries[..<half]), Array(page.entries[half...]))
        let other = RecordID.random()
        roomy[page.kind]?.removeAll { $0 == id }
        pages[id]?.entries = old
        pages[other] = PageState(kind: page.kind, generation: 0, digest: [], entries: new)
        for entry in new { places[entry] = other }
        return try split(id) + split(other)
    }

    private mutating func pageWithRoom(_ kind: PageKind) -> RecordID {
        if let page = roomy[kind]?.last { return page }
        let page = RecordID.random()
        pages[page] = PageState(kind: kind, generation: 0, digest: [], entries: [])
        roomy[kind, default: []].append(page)
        return page
    }

    /// A page's entries as they stand in its box.
    func encoded(_ page: PageState) throws(VaultError) -> [UInt8] {
        var entries: [(id: RecordID, fields: [UInt8])] = []
        for id in page.entries { entries.append((id, try fields(of: id, kind: page.kind))) }
        return Page.encode(entries)
    }

    /// Forgets a page that has become empty.
    mutating func dropPage(_ id: RecordID) {
        guard let page = pages.removeValue(forKey: id) else { return }
        roomy[page.kind]?.removeAll { $0 == id }
    }

    private func fields(of id: RecordID, kind: PageKind) throws(VaultError) -> [UInt8] {
        let fields =
            switch kind {
            case .keys: contents.storedKeys[id].map(KeyEntry.encode)
            case .profiles: contents.profileTable[id].map(ProfileEntry.encode)
            case .journal: contents.intentTable[id].map(IntentEntry.encode)
            }
        guard let fields else { throw .noSuchEntry(.key, id.description) }
        // Tags ascend and these are the highest, so their place is the end.
        return fields + newerFields[id, default: []]
    }
}
