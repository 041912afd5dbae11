import FoundationEssentials
import SecretMemory

/// Seals what a transaction has changed: pages, the nodes and directories above them, the audit log, and the manifest
/// over all of it.
struct VaultWriter: ~Copyable {
    private let state: LoadedVault
    private let key: any VaultKey
    private let writes: PendingWrites
    /// Of the events that come from the spool.
    private let spool: SpoolChain
    private var rows: RowChanges
    /// Whether the manifest before is another key's, or there is none.
    private let isFirstOfKey: Bool

    init(
        _ state: LoadedVault, _ writes: PendingWrites, after spool: SpoolChain,
        isFirstOfKey: Bool = false
    ) {
        self.state = state
        self.isFirstOfKey = isFirstOfKey
        self.spool = spool
        self.writes = writes
        key = state.key
        rows = RowChanges(
            secrets: writes.secrets, removedSecrets: writes.removedSecrets,
            slots: writes.slots, manifest: ManifestRow(body: [], mac: []))
    }

    /// All rows of the change; the state is what the file has once they are written.
    consuming func sealed(at date: Date) throws(VaultError) -> RowChanges {
        let pages = try grown(writes.pages)
        try seal(pages.sorted { $0.row < $1.row })
        for kind in PageKind.allCases {
            try digest(kind, pages.filter { $0.kind == kind })
        }
        try sealManifest(at: date)
        return rows
    }

    /// The pages to seal once none is too large for its box.
    private func grown(_ changed: Set<PagePlace>) throws(VaultError) -> Set<PagePlace> {
        var pages = changed
        var unsure = Array(pages)
        while let place = unsure.popLast() {
            while try state.encoded(place).count > Page.mostBytes {
                let tree = state.tree(place.kind)
                // By then every entry has a page of its own, whatever the ids are.
                let most = 1_024 + 64 * tree.entryCount
                guard tree.entries[place.number, default: []].count > 1, tree.pageCount < most
                else { throw .entryTooLarge(bytes: try state.encoded(place).count) }
                let touched = try state.grow(place.kind)
                pages.formUnion(touched)
                unsure += touched
            }
        }
        return pages
    }

    /// The pages, and the events: all in one message.
    private mutating func seal(_ pages: [PagePlace]) throws(VaultError) {
        var operations: [KeyOperation] = []
        for place in pages {
            let entries = try state.encoded(place)
            guard entries.count <= Page.mostBytes else {
                throw .entryTooLarge(bytes: entries.count)
            }
            operations.append(
                .seal(
                    entries, under: .page(place, generation: try generation(of: place)),
                    type: place.kind.rawValue))
        }
        for (place, box) in zip(pages, try sealEvents(with: operations)) {
            let generation = try generation(of: place)
            state.trees[place.kind]?.leaves[place.number] = PageLeaf(
                generation: generation, digest: Digest(hashing: box))
            rows.pages[place] = BoxRow(generation: generation, box: box)
        }
    }

    /// How often the page has been written once this is.
    private func generation(of place: PagePlace) throws(VaultError) -> UInt64 {
        let (generation, isLast) = (state.tree(place.kind).leaves[place.number]?.generation ?? 0)
            .addingReportingOverflow(1)
        guard !isLast, generation <= UInt64(Int64.max) else { throw Manifest.exhausted }
        return generation
    }

    /// The nodes above the pages that were sealed, and the directory above those.
    private mutating func digest(_ kind: PageKind, _ pages: Set<PagePlace>) throws(VaultError) {
        guard !pages.isEmpty else { return }
        for node in Set(pages.map { PageTree.node(of: $0.number) }).sorted() {
            let place = PagePlace(kind: kind, number: node)
            let body = state.tree(kind).nodeBody(node)
            let digest = PageTree.nodeDigest(place, body)
            guard node <= state.tree(kind).nodeDigests.count else {
                throw .damaged("a node stands behind a gap")
            }
            if node == state.tree(kind).nodeDigests.count {
                state.trees[kind]?.nodeDigests.append(digest)
            } else {
                state.trees[kind]?.nodeDigests[node] = digest
            }
            rows.nodes[place] = body
        }
        rows.directories[kind] = state.tree(kind).directoryBody
    }

    /// - Returns: the boxes of the pages.
    private mutating func sealEvents(with pages: [KeyOperation]) throws(VaultError) -> [[UInt8]] {
        let last = state.manifest.auditCount
        guard !writes.events.isEmpty else { return try key.bytes(of: pages) }
        guard last <= UInt64(Int64.max) - UInt64(writes.events.count) else {
            throw Manifest.exhausted
        }
        var appender = AuditAppender(
            to: AuditTrail(store: state.store, key: key, manifest: state.manifest))
        let author = state.store.author
        let boxes = try appender.append(
            writes.events.map { AuditRow(event: $0.by(author)) }, with: pages
        ) { head throws(VaultError) in
            try spool.check(head, folded: last)
        }
        rows.events = appender.rows
        return boxes
    }

    /// One step; more where there are more events than one takes, of which only the last is written.
    private mutating func sealManifest(at date: Date) throws(VaultError) {
        guard isStep else { return try composeManifest(at: date) }
        let directories = Manifest.bytes(of: try directories())
        var rest = rows.events.map(\.box)[...]
        repeat {
            let events = rest.prefix(ManifestStep.mostEvents)
            rest = rest.dropFirst(events.count)
            let step = ManifestStep(
                after: state.row, time: date.manifestTime, directories: directories,
                events: events.flatMap { BLAKE2b.digest(of: $0) })
            guard let row = ManifestRow(try key.attest(.next(step))) else { throw .otherAnswer }
            (state.manifest, state.mac) = (try Manifest(reading: row.body), row.mac)
        } while !rest.isEmpty
        rows.manifest = state.row
    }

    /// Whether the slots stay and the epoch goes on by one: that is all that an agent signs.
    private var isStep: Bool {
        !isFirstOfKey
            && Manifest.digest(ofSlots: state.slots.map(\.bytes)) == state.manifest.slotDigest
            && state.seenEpoch <= state.manifest.epoch
    }

    /// What a person's own credential decides: other slots, another key, an epoch above all that was seen.
    private mutating func composeManifest(at date: Date) throws(VaultError) {
        guard let key = key as? InMemoryVaultKey ?? (key as? WitnessedKey)?.own else {
            throw .needsCredential
        }
        let old = state.manifest
        let (epoch, overflows) = max(old.epoch, state.seenEpoch).addingReportingOverflow(1)
        guard !overflows else { throw Manifest.exhausted }
        let links = AuditLinks(
            from: old.auditHead, first: old.auditCount + 1,
            digests: rows.events.flatMap { BLAKE2b.digest(of: $0.box) })
        state.manifest = Manifest(
            vaultID: old.vaultID, epoch: epoch, keyEpoch: old.keyEpoch, keyID: old.keyID,
            previousMAC: state.mac, time: date.manifestTime, slotCount: UInt32(state.slots.count),
            slotDigest: Manifest.digest(ofSlots: state.slots.map(\.bytes)),
            directories: try directories(),
            auditCount: old.auditCount + UInt64(rows.events.count),
            auditHead: links.macs { key.mac($0, for: .audit) })
        state.mac = key.mac(state.manifest.bytes, for: .manifest)
        rows.manifest = state.row
    }

    private func directories() throws(VaultError) -> [PageKind: Manifest.Directory] {
        var directories: [PageKind: Manifest.Directory] = [:]
        for kind in PageKind.allCases {
            guard let body = rows.directories[kind] else {
                directories[kind] = state.manifest.directory(of: kind)
                continue
            }
            let tree = state.tree(kind)
            guard let pageCount = UInt32(exactly: tree.pageCount) else { throw Manifest.exhausted }
            directories[kind] = Manifest.Directory(
                pageCount: pageCount, entryCount: UInt64(tree.entryCount),
                digest: PageTree.directoryDigest(kind, pageCount: tree.pageCount, body))
        }
        return directories
    }
}

extension VaultError {
    /// An agent has the key, and signs nothing but the next write.
    static let needsCredential = VaultError.keyUnavailable(
        "whoever holds the key does not sign this; it takes the password")
}
