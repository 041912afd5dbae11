package import FoundationEssentials
package import SecretMemory

/// A vault whose key is at hand and whose content has been verified.
package struct UnlockedVault: ~Copyable {
    package let files: VaultFiles
    /// Seals, opens and authenticates for this vault, in this process or another.
    package let key: any VaultKey
    var connection: Connection
    var state: VaultState
    /// What went wrong beside the vault and cost nothing yet.
    package internal(set) var warnings: [VaultWarning]

    /// Everything but the secrets, as of the last read or write.
    package var contents: VaultContents { state.contents }

    package var vaultID: RecordID { key.vaultID }

    /// How many times the vault has been written.
    package var epoch: UInt64 { state.manifest.epoch }

    /// The first bytes of the manifest's MAC: with the epoch, what a person may compare.
    package var fingerprint: String { RecordID(state.mac.prefix(16))?.description ?? "" }

    /// Reads, verifies, compares with the mark, and only then advances it.
    init(
        reading connection: consuming Connection, files: VaultFiles, key: any VaultKey
    ) throws(VaultError) {
        // The mark first: another process may write the vault between the two looks.
        let mark = try HighWaterMark.read(from: files, key: key)
        let state = try connection.snapshot { () throws(VaultError) in
            try VaultState.read(from: connection, key: key)
        }
        try mark?.check(state.manifest, mac: state.mac)
        self.files = files
        self.key = key
        self.connection = connection
        self.state = state
        warnings = mark == nil ? [.firstUseHere] : []
        if mark?.manifestMAC != state.mac { advanceMark() }
    }

    /// Opens one secret and checks it against its key's entry.
    package func secret(of id: RecordID) throws(VaultError) -> SecretBytes {
        let sealed = try sealedSecret(of: id)
        return try key.open(sealed.box, under: sealed.context, type: sealed.type)
    }

    /// One secret, still sealed, checked against its key's entry.
    ///
    /// Both are of one moment: where another process has written meanwhile, the entry is read and verified
    /// anew, so that a key which is gone by now is gone and not damaged.
    package func sealedSecret(of id: RecordID) throws(VaultError) -> SealedSecret {
        try connection.snapshot { () throws(VaultError) in
            guard let stored = try present().storedKeys[id] else {
                let name = state.contents.storedKeys[id]?.record.name.description
                throw .noSuchEntry(.key, name ?? id.description)
            }
            return try sealedSecret(of: id, as: stored.secret)
        }
    }

    /// The contents as the file has them now; the caller holds a snapshot.
    private func present() throws(VaultError) -> VaultContents {
        try newerState()?.contents ?? state.contents
    }

    /// What another process has written since, verified; `nil` for nothing. The caller holds a snapshot.
    ///
    /// A file that is older than this process, or this machine, has seen is refused here as when it is opened.
    func newerState() throws(VaultError) -> VaultState? {
        let (manifest, mac) = try VaultState.readManifest(from: connection, key: key)
        guard mac != state.mac else { return nil }
        try HighWaterMark(epoch: state.manifest.epoch, manifestMAC: state.mac)
            .check(manifest, mac: mac)
        try HighWaterMark.read(from: files, key: key)?.check(manifest, mac: mac)
        return try VaultState.read(from: connection, key: key)
    }

    private func sealedSecret(
        of id: RecordID, as reference: SecretReference
    ) throws(VaultError) -> SealedSecret {
        var statement = try connection.prepare("SELECT generation, body FROM secret WHERE id = ?1")
        try statement.bind(1, id.bytes)
        guard try statement.step() else { throw .damaged("a key's secret is missing") }
        let box = statement.blob(1)
        guard UInt64(bitPattern: statement.integer(0)) == reference.generation,
            Digest(BLAKE2b.digest(of: box)) == reference.digest
        else { throw .damaged("a key's secret is not the one that was stored") }
        return SealedSecret(
            context: .secret(id, generation: reference.generation), type: SecretRow.type, box: box)
    }

    /// The same vault on a second connection, read and verified anew.
    package func reopened() throws(VaultError) -> UnlockedVault {
        let connection = try LockedVault.checkedConnection(to: files)
        return try UnlockedVault(reading: connection, files: files, key: key)
    }

    /// The audit log, oldest first, its chain verified from the first event to the manifest's head.
    package func auditTrail(since date: Date? = nil) throws(VaultError) -> [AuditEntry] {
        try AuditTrail.read(from: connection, key: key, manifest: state.manifest) { event in
            date.map { event.at >= $0 } ?? true
        }
    }

    mutating func advanceMark() {
        let mark = HighWaterMark(epoch: state.manifest.epoch, manifestMAC: state.mac)
        do throws(VaultError) {
            // Another process may have written the vault since, and said so already.
            if let newest = try HighWaterMark.read(from: files, key: key),
                newest.epoch > mark.epoch
            {
                return
            }
            try mark.write(to: files, key: key)
        } catch { warnings.append(.markNotWritten(error)) }
    }
}

/// What a user should know although nothing is lost.
package enum VaultWarning: Hashable, Sendable {
    /// This machine has not seen the vault before, so it can't tell whether an older copy was put back.
    case firstUseHere
    /// The high-water mark could not be written; a rollback to the state before would go unnoticed.
    case markNotWritten(VaultError)
}
