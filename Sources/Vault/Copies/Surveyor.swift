import SecretMemory

/// Reads a file row by row and goes on where one is damaged.
///
/// A box opens only where it was sealed, so what opens was written by a vault command; whether it is the newest, the
/// manifest's digests tell, and where they don't, that is a finding.
struct Surveyor {
    let store: SQLiteStore
    let key: any VaultKey
    var survey = VaultSurvey()
    var manifest: Manifest?
    var keys: [RecordID: StoredKey] = [:]
    var names: [RecordID: RecordID] = [:]
    var events: [AuditEvent] = []

    /// More rows than the file has room for in one of its tables; a number from a file is no reason to look for ever.
    private let mostRows: Int

    /// A row has a box, with a nonce and a tag.
    private static let smallestRow = 24 + 16

    /// - Parameter byteCount: the file's size.
    init(store: SQLiteStore, key: any VaultKey, byteCount: Int) {
        (self.store, self.key) = (store, key)
        mostRows = byteCount / Self.smallestRow
    }

    /// How many pages there are to look for, where the file says so many.
    func pages(_ said: Int) -> Range<Int> { 0..<max(0, min(said, mostRows)) }

    /// Where the file says that its last event has this number.
    func events(upTo last: UInt64) -> ClosedRange<UInt64> {
        1...max(1, min(last, UInt64(mostRows)))
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
    mutating func look(
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

    /// The row, or `nil` if the file is damaged there.
    func row<Row>(_ read: () throws(VaultError) -> Row?) throws(VaultError) -> Row? {
        do throws(VaultError) { return try read() } catch .damaged { return nil }
    }
}

// MARK: - Manifest and slots

extension Surveyor {
    mutating func readManifest() throws(VaultError) {
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

    func checkSlots() throws(VaultError) {
        let slots = try LoadedVault.readSlots(from: store)
        guard let manifest else { return }
        guard slots.count == Int(manifest.slotCount),
            Manifest.digest(ofSlots: slots.map(\.bytes)) == manifest.slotDigest
        else { throw .damaged("the slots are not those of the manifest") }
    }
}
