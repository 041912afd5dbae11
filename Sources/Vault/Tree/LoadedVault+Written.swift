/// A change is looked at before it is committed as the next reader looks at it: what that one refuses is given up while
/// it can be.
extension LoadedVault {
    /// Throws unless the file, as it is inside the change, is what its manifest says: as far as whoever opens it looks, and
    /// in every row that was written. What costs as much as the vault is large is left to `verify`.
    func requireReadable(_ rows: RowChanges) throws(VaultError) {
        guard let row = try store.manifest(), row.body == manifest.bytes, row.mac == mac else {
            throw .damaged("the manifest is not the one that was written")
        }
        try readSlots()
        try checkAuditCount()
        for kind in PageKind.allCases { try requireReadable(kind, rows) }
        for secret in rows.secrets {
            guard let row = try store.secret(of: secret.id), row.box == secret.box,
                row.generation == secret.generation
            else { throw .damaged("a key's secret is not the one that was written") }
        }
    }

    private func requireReadable(_ kind: PageKind, _ rows: RowChanges) throws(VaultError) {
        let written = rows.pages.keys.filter { $0.kind == kind }
        if !written.isEmpty {
            let (body, tree) = (try store.directory(of: kind) ?? [], tree(kind))
            guard
                PageTree.directoryDigest(kind, pageCount: tree.pageCount, body)
                    == manifest.directory(of: kind).digest
            else { throw .damaged("a directory is not the one that was written") }
        }
        guard isReadAtOnce(kind) else {
            for place in written {
                guard let row = try store.page(at: place) else {
                    throw .damaged("a page is missing")
                }
                try requireVouched(row, at: place)
            }
            return
        }
        try requireAllPages(of: kind)
        if kind == .keys { try checkSecretIDs() }
    }

    /// Every page that the file has is vouched for; the tree has the leaves of all.
    private func requireAllPages(of kind: PageKind) throws(VaultError) {
        var (next, found) = (0, 0)
        while case let pages = try store.pages(of: kind, from: next, mostBytes: Page.mostBytes),
            let last = pages.last
        {
            for page in pages {
                try requireVouched(page.row, at: PagePlace(kind: kind, number: page.number))
            }
            found += pages.count
            next = last.number + 1
        }
        guard found == tree(kind).pageCount else {
            throw .damaged("the pages are not those of the manifest")
        }
    }
}

/// What only all keys can tell.
extension LoadedVault {
    /// Compares the secrets' ids with those of the keys, all of which were read.
    func checkSecretIDs() throws(VaultError) {
        let keys = Set(tree(.keys).entries.values.joined())
        var count = 0
        try store.secretIDs { id throws(VaultError) in
            guard keys.contains(id) else { throw .damaged("a secret belongs to no key") }
            count += 1
        }
        guard count == keys.count else { throw Self.otherSecretCount }
    }

    static let otherSecretCount = VaultError.damaged("there are more or fewer secrets than keys")

    /// In the index every key has one name, and every name one key.
    func checkIndex() throws(VaultError) {
        guard Set(names.values) == Set(keys.keys), names.count == keys.count else {
            throw .damaged("there are more or fewer names than keys")
        }
    }

    /// No two keys that were read have one name.
    func checkKeyNames() throws(VaultError) {
        guard Set(keys.values.map(\.record.name)).count == keys.count else {
            throw Self.nameTwice
        }
    }

    static let nameTwice = VaultError.damaged("two keys have one name")

    /// A name belongs to one profile.
    func checkProfileNames() throws(VaultError) {
        guard Set(profiles.values.map(\.name)).count == profiles.count else {
            throw .damaged("two profiles have one name")
        }
    }
}
