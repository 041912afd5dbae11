/// All keys at once: what `list` and `reconcile` need.
extension LoadedVault {
    /// All keys, each page read once; no record is made of a key.
    func heldKeys() throws(VaultError) -> HeldKeys {
        if let held { return held }
        if tree(.keys).isWhole { return try openedKeys() }
        var all = HeldKeys(expecting: 0)
        try reading { () throws(VaultError) in all = try readKeys() }
        // A change goes on changing them.
        if !isChanging { held = all }
        return all
    }

    /// The keys of the pages that were opened before, some of which a change may have made.
    private func openedKeys() throws(VaultError) -> HeldKeys {
        var held = HeldKeys(expecting: tree(.keys).entryCount)
        for id in tree(.keys).entries.values.joined() {
            guard let key = keys[id] else { throw .noSuchEntry(.key, id.description) }
            try held.append(id, KeyEntry.encode(key)[...])
        }
        return held
    }

    private func readKeys() throws(VaultError) -> HeldKeys {
        var (held, found) = (try openedKeys(), [PageKind: Int]())
        var opened = tree(.keys).entries.count
        try streamPages(of: [.keys], found: &found) { (place, payload) throws(VaultError) in
            for entry in try places(in: payload, at: place) {
                try held.append(
                    entry.id, unsafe payload.span.bytes.extracting(entry.fields))
            }
            opened += 1
        }
        try checkWhole(
            .keys, found: found[.keys, default: 0], opened: opened, entries: held.count)
        guard held.haveNamesOfTheirOwn else { throw Self.nameTwice }
        return held
    }
}
