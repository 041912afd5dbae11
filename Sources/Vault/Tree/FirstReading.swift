/// What every command reads first, verified: the manifest, and the high-water mark that it is held against.
///
/// Whoever has the key may be another process, so all that it is needed for is asked in one message: the two MACs' verdicts, and what
/// is in the pages of a small vault. Which pages those are is told by a manifest that is not verified yet, so nothing of
/// them is looked at before it is, and before its tree vouches for their boxes (``EarlyPages``).
struct FirstReading {
    /// A larger page is opened by itself, as far as it is one.
    private static let largestBox =
        SealingContext.page(PagePlace(kind: .keys, number: 0), generation: 1)
        .boxCount(ofPayload: Page.mostBytes)

    let manifest: Manifest
    let mac: [UInt8]
    /// Whether the key's holder, which outlives a command, knows a later manifest, or another one of that epoch.
    let isOutdated: Bool
    /// `nil` if the machine has not seen the vault.
    let mark: HighWaterMark?
    let pages: EarlyPages

    /// - Parameter mark: the mark's file as it was read before.
    init(of store: any VaultStore, key: any VaultKey, mark: StoredMark?) throws(VaultError) {
        do throws(VaultError) {
            self = try FirstReading(verifying: store, key: key, mark: mark)
        } catch {
            guard case .damaged = error, Self.hasNewerKey(store, than: key) else { throw error }
            throw .keyUnavailable("another command has given the vault a new key")
        }
    }

    /// Whether the vault was re-keyed since this key was opened; only a refusal asks.
    private static func hasNewerKey(_ store: any VaultStore, than key: any VaultKey) -> Bool {
        guard let slots = try? LoadedVault.readSlots(from: store) else { return false }
        return slots.contains { $0.vaultID == key.vaultID && $0.keyEpoch > key.keyEpoch }
    }

    private init(
        verifying store: any VaultStore, key: any VaultKey, mark: StoredMark?
    ) throws(VaultError) {
        guard let row = try store.manifest() else { throw .damaged("the manifest is missing") }
        let wanted = try Self.pages(of: row, in: store)
        let questions: [KeyOperation] =
            [.attest(.signed(row))]
            + (mark.map { $0.isWhole ? [.attest(.marked($0.bytes))] : [] } ?? [])
        let answers = try Self.answers(to: questions, wanted, key: key)
        guard let verdict = answers.verdicts[0].first.flatMap(ManifestVerdict.init) else {
            throw .otherAnswer
        }
        guard verdict != .foreign else { throw .damaged("the manifest's MAC is wrong") }
        isOutdated = verdict == .outdated
        let manifest = try Manifest(reading: row.body)
        self.manifest = manifest
        guard manifest.vaultID == key.vaultID, manifest.keyEpoch == key.keyEpoch,
            manifest.keyID == key.keyID
        else { throw .damaged("the manifest is of another vault") }
        self.mark = try mark.map { stored throws(VaultError) in
            let isGenuine = stored.isWhole && answers.verdicts[1] == [1]
            return try stored.verified(isGenuine, key: key) {
                let date = Self.dateOfKey(manifest, in: store, key: key)
                return .foreignMark(stored.foreign(to: manifest, rekeyedAt: date))
            }
        }
        mac = row.mac
        pages = answers.pages
    }

    /// The only pages of their kinds, if the manifest is to be believed.
    private static func pages(
        of row: ManifestRow, in store: any VaultStore
    ) throws(VaultError) -> [SealedPage] {
        let manifest: Manifest
        // Whatever is wrong with it is told once its MAC was looked at.
        do throws(VaultError) { manifest = try Manifest(reading: row.body) } catch { return [] }
        var pages: [SealedPage] = []
        for kind in PageKind.allCases where manifest.directory(of: kind).pageCount == 1 {
            let place = PagePlace(kind: kind, number: 0)
            if let row = try store.page(at: place), row.box.count <= largestBox {
                pages.append(SealedPage(place: place, row: row))
            }
        }
        return pages
    }

    /// - Returns: a verdict for each of the questions, and the pages as far as they were opened.
    private static func answers(
        to questions: [KeyOperation], _ pages: [SealedPage], key: any VaultKey
    ) throws(VaultError) -> (verdicts: [[UInt8]], pages: EarlyPages) {
        let boxes = pages.map { KeyOperation.open($0.row.metadata(of: $0.place)) }
        let results: [KeyResult]
        do throws(BatchError) { results = try key.perform(questions + boxes) } catch {
            guard case .operation(_, .damaged) = error else { throw error.reason }
            // Somebody has changed a page, and perhaps the manifest. What is wrong is said in the order in which it counts.
            return (try key.bytes(of: questions), EarlyPages())
        }
        var (answered, opened) = ([[UInt8]](), EarlyPages())
        for (index, result) in results.enumerated() {
            switch result {
            case .bytes(let verdict): answered.append(verdict)
            case .opened(let box):
                guard pages.indices.contains(index - questions.count) else {
                    throw .otherAnswer
                }
                opened.take(box.payload, of: pages[index - questions.count])
            }
        }
        guard answered.count == questions.count, results.count == questions.count + boxes.count
        else {
            throw .otherAnswer
        }
        return (answered, opened)
    }
}

extension HighWaterMark {
    /// Refuses a manifest that is older than the mark, or another one of the same age.
    func check(_ reading: FirstReading) throws(VaultError) {
        try check(reading.manifest, mac: reading.mac)
    }
}
