import SecretMemory

/// Reads a file row by row and goes on where one is damaged.
///
/// A box opens only where it was sealed, so what opens was written by a vault command; whether it is the newest, the
/// manifest's digests tell, and where they don't, that is a finding.
struct Surveyor {
    let store: SQLiteStore
    let key: any VaultKey
    private var survey = VaultSurvey()
    private var manifest: Manifest?
    private var keys: [RecordID: StoredKey] = [:]
    private var names: [RecordID: RecordID] = [:]
    private var events: [AuditEvent] = []

    /// More pages than a vault of ten million keys has; a number from a file is no reason to look for ever.
    private static let mostPages = 1 << 20

    init(store: SQLiteStore, key: any VaultKey) {
        (self.store, self.key) = (store, key)
    }

    mutating func run() throws(VaultError) -> VaultSurvey {
        try look { surveyor throws(VaultError) in try surveyor.store.checkSchema() }
        try look { surveyor throws(VaultError) in try surveyor.store.checkIntegrity() }
        try look { surveyor throws(VaultError) in try surveyor.readManifest() }
        try look { surveyor throws(VaultError) in try surveyor.checkSlots() }
        for kind in PageKind.allCases { try readPages(of: kind) }
        try readSecrets()
        try readEvents()
        try checkNames()
        nameTheLost()
        return survey
    }

    /// Notes what is damaged; whatever else is wrong ends the survey.
    private mutating func look(
        _ body: (inout Surveyor) throws(VaultError) -> Void
    ) throws(VaultError) {
        do throws(VaultError) { try body(&self) } catch {
            guard case .damaged(let what) = error else {
                if case .newerFormat(let found) = error {
                    return survey.findings.append("the format version is \(found)")
                }
                throw error
            }
            survey.findings.append(what)
        }
    }

    /// The row, or `nil` where the file is damaged there.
    private func row<Row>(_ read: () throws(VaultError) -> Row?) throws(VaultError) -> Row? {
        do throws(VaultError) { return try read() } catch .damaged { return nil }
    }
}

// MARK: - Manifest and slots

extension Surveyor {
    private mutating func readManifest() throws(VaultError) {
        guard let row = try store.manifest() else { throw .damaged("the manifest is missing") }
        guard try key.attest(.signed(row)) != [ManifestVerdict.foreign.rawValue] else {
            throw .damaged("the manifest's MAC is wrong")
        }
        let manifest = try Manifest(reading: row.body)
        guard manifest.vaultID == key.vaultID, manifest.keyID == key.keyID else {
            throw .damaged("the manifest is of another vault")
        }
        self.manifest = manifest
        survey.epoch = manifest.epoch
        survey.fingerprint = RecordID(row.mac.prefix(16))?.description
    }

    private func checkSlots() throws(VaultError) {
        let slots = try LoadedVault.readSlots(from: store)
        guard let manifest else { return }
        guard slots.count == Int(manifest.slotCount),
            Manifest.digest(ofSlots: slots.map(\.bytes)) == manifest.slotDigest
        else { throw .damaged("the slots are not those of the manifest") }
    }
}

// MARK: - Pages

extension Surveyor {
    private mutating func readPages(of kind: PageKind) throws(VaultError) {
        let found = try row { () throws(VaultError) in try store.pageCount(of: kind) } ?? 0
        let count = manifest.map { Int($0.directory(of: kind).pageCount) } ?? found
        if found != count {
            survey.findings.append("there are \(found) pages of \(kind.text) and not \(count)")
        }
        let leaves = try leaves(of: kind, count: min(count, Self.mostPages))
        for number in 0..<min(count, Self.mostPages) {
            let place = PagePlace(kind: kind, number: number)
            guard let page = try row({ () throws(VaultError) in try store.page(at: place) }) else {
                survey.findings.append("page \(number) of \(kind.text) is missing")
                continue
            }
            guard let payload = try payload(of: page, at: place) else {
                survey.findings.append("page \(number) of \(kind.text) does not open")
                continue
            }
            if leaves[number]?.generation != page.generation
                || leaves[number]?.digest != Digest(hashing: page.box)
            {
                survey.findings.append(
                    "nothing vouches for page \(number) of \(kind.text), which may be an earlier one"
                )
            }
            take(payload, at: place)
        }
    }

    private func payload(
        of page: BoxRow, at place: PagePlace
    ) throws(VaultError) -> [UInt8]? {
        do throws(BatchError) {
            return try key.openEach([page.metadata(of: place)]).first?.payload
        } catch {
            switch error.reason {
            case .damaged, .entryTooLarge: return nil
            default: throw error.reason
            }
        }
    }

    private mutating func take(_ payload: [UInt8], at place: PagePlace) {
        guard let entries = try? Page.decode(payload) else {
            return survey.findings.append(
                "page \(place.number) of \(place.kind.text) has no entries as a page has them")
        }
        for entry in entries {
            do throws(VaultError) { try take(entry.fields, entry.id, place.kind) } catch {
                survey.findings.append(
                    "an entry in page \(place.number) of \(place.kind.text) can't be read")
            }
        }
    }

    private mutating func take(
        _ fields: ArraySlice<UInt8>, _ id: RecordID, _ kind: PageKind
    ) throws(VaultError) {
        switch kind {
        case .keys: keys[id] = try KeyEntry.decode(fields, id: id)
        case .profiles: survey.profiles.append(try ProfileEntry.decode(fields, id: id))
        case .journal: survey.intents.append(try IntentEntry.decode(fields, id: id))
        case .names: names[id] = try NameEntry.decode(fields)
        }
    }

    /// Those of the nodes that the manifest vouches for.
    private mutating func leaves(
        of kind: PageKind, count: Int
    ) throws(VaultError) -> [Int: PageLeaf] {
        guard let manifest, count > 0 else { return [:] }
        let body =
            try row { () throws(VaultError) in try store.directory(of: kind) } ?? []
        guard
            PageTree.directoryDigest(kind, pageCount: count, body)
                == manifest.directory(of: kind).digest
        else {
            survey.findings.append("the directory of \(kind.text) is not the one of the manifest")
            return [:]
        }
        var tree = PageTree(kind, pageCount: count)
        for node in 0..<PageTree.nodeCount(of: count) {
            let place = PagePlace(kind: kind, number: node)
            let wanted = Digest(body.dropFirst(32 * node).prefix(32))
            guard let found = try row({ () throws(VaultError) in try store.node(at: place) }),
                PageTree.nodeDigest(place, found) == wanted,
                (try? tree.take(node: node, found, among: count)) != nil
            else {
                survey.findings.append("node \(node) of \(kind.text) is not the manifest's")
                continue
            }
        }
        return tree.leaves
    }
}

// MARK: - Secrets, events, names

extension Surveyor {
    private mutating func readSecrets() throws(VaultError) {
        for (id, stored) in keys.sorted(by: { $0.value.record.name < $1.value.record.name }) {
            let found = try row { () throws(VaultError) in try store.secret(of: id) }
            let reason: String
            switch found {
            case nil: reason = "its secret is missing"
            case let row?
            where row.generation == stored.secret.generation
                && Digest(hashing: row.box) == stored.secret.digest:
                let sealed = SealedSecret(
                    context: .secret(id, generation: row.generation), type: SecretRow.type,
                    box: row.box)
                survey.keys.append(ForeignKey(record: stored.record, secret: sealed, key: key))
                continue
            default: reason = "its secret is not the one that was stored"
            }
            survey.lost.append(
                VaultSurvey.Lost(
                    name: stored.record.name.description, accessKeyID: stored.record.accessKeyID,
                    reason: reason))
        }
        let count = try row { () throws(VaultError) in try store.secretCount() }
        if let count, count > keys.count {
            survey.findings.append(
                "\(count - keys.count) of the secrets belong to no key that can be read")
        }
    }

    private mutating func readEvents() throws(VaultError) {
        if let manifest {
            do throws(VaultError) {
                events = try AuditTrail(store: store, key: key, manifest: manifest).entries()
                    .map(\.event)
                survey.eventCount = events.count
                return
            } catch {
                guard case .damaged(let what) = error else { throw error }
                survey.findings.append(what)
            }
        }
        // Each by itself: they still tell what the keys were called.
        let last = try row { () throws(VaultError) in try store.lastEvent() } ?? 0
        for number in 1...max(1, min(last, UInt64(Self.mostPages))) {
            guard let box = try row({ () throws(VaultError) in try store.event(number) }) else {
                continue
            }
            do throws(BatchError) {
                let opened = try key.openEach([
                    MetadataBox(box, under: .audit(number), type: AuditRow.type)
                ])
                if let payload = opened.first?.payload,
                    let event = try? AuditRow(reading: payload).event
                {
                    events.append(event)
                }
            } catch {
                guard case .damaged = error.reason else { throw error.reason }
            }
        }
        survey.eventCount = events.count
    }

    private mutating func checkNames() throws(VaultError) {
        guard Set(names.values) != Set(keys.keys) || names.count != keys.count else { return }
        survey.findings.append("the index of names and the keys don't agree")
    }

    /// Keys whose entries are gone: the audit log says what they were called.
    private mutating func nameTheLost() {
        let wanted = manifest.map { Int(clamping: $0.directory(of: .keys).entryCount) }
        let missing = wanted.map { max(0, $0 - keys.count) }
        guard missing != 0 else { return }
        let known = Set(keys.values.map(\.record.accessKeyID))
        let reason = "its entry can't be read"
        let named = held().filter { !known.contains($0.key) }
            .sorted { $0.value < $1.value }
            .map { VaultSurvey.Lost(name: $0.value, accessKeyID: $0.key, reason: reason) }
        survey.lost += named
        guard let missing, missing > named.count else { return }
        let nameless = VaultSurvey.Lost(name: nil, accessKeyID: nil, reason: reason)
        survey.lost += Array(repeating: nameless, count: min(missing - named.count, 10_000))
    }

    /// What the vault had by the end of the audit log: the names by OUTSCALE's ids.
    private func held() -> [String: String] {
        var held: [String: String] = [:]
        for event in events {
            guard let id = event.accessKeyID else { continue }
            switch event.action {
            case .forgotten, .deleted, .compensated, .leaseEnded: held[id] = nil
            default: if let name = event.key { held[id] = name }
            }
        }
        return held
    }
}

extension PageKind {
    /// In a sentence about a page.
    var text: String {
        switch self {
        case .keys: "the keys"
        case .profiles: "the profiles"
        case .journal: "the journal"
        case .names: "the index of names"
        }
    }
}
