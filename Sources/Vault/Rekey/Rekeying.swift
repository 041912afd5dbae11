import FoundationEssentials
import SecretMemory

/// Everything of a vault once more under another key: what one transaction writes in place of all rows.
///
/// What is read is verified first, all of it: a row that is damaged would get a seal that says it is not.
struct Rekeying: ~Copyable {
    private let old: LoadedVault
    private let key: InMemoryVaultKey
    private let slots: [Slot]
    /// What a removed member could read, to be marked in every key.
    var exposure: KeyExposure?
    /// Keys that the old state has not, with secrets that have landed beside it, under its key; their names are free.
    var landed: [SealedKey] = []
    /// What the log gets, if it is not that the vault has another key.
    var event: AuditEvent?

    /// - Parameters:
    ///   - old: the newest state, of a change that has begun.
    ///   - key: of the same vault; or of a new one, whose history begins with this.
    ///   - slots: none for a team's vault.
    init(_ old: LoadedVault, to key: InMemoryVaultKey, _ slots: [Slot]) {
        (self.old, self.key, self.slots) = (old, key, slots)
    }

    private var isNewVault: Bool { key.vaultID != old.manifest.vaultID }

    /// The state under the new key, and its rows.
    func sealed(at date: Date) throws(VaultError) -> (state: LoadedVault, rows: RowChanges) {
        try old.verifyEntries()
        guard try old.store.secretCount() == old.keys.count else {
            throw .damaged("there are more or fewer secrets than keys")
        }
        var log = AuditAppender(sealingBy: key)
        let news = AuditRow(
            event: event ?? AuditEvent(at: date, action: isNewVault ? .created : .rekeyed))
        try log.append(try events() + [news]) { _ in }
        let links = AuditLinks(
            from: AuditRow.origin, first: 1,
            digests: log.rows.flatMap { BLAKE2b.digest(of: $0.box) })
        let state = LoadedVault(copying: old, under: key)
        if isNewVault { state.mac = [UInt8](repeating: 0, count: state.mac.count) }
        let secrets = try resealSecrets(of: state)
        try resealLogins(of: state)
        try state.renameIndex()
        let added = try addLanded(to: state)
        state.slots = slots
        state.manifest = Manifest(
            old.manifest, of: key.vaultID, epoch: isNewVault ? 0 : old.manifest.epoch,
            keyEpoch: key.keyEpoch, keyID: key.keyID,
            auditCount: UInt64(log.rows.count), auditHead: links.macs { key.mac($0, for: .audit) })
        var writes = PendingWrites()
        (writes.secrets, writes.slots) = (secrets + added, slots)
        writes.pages = state.allPages
        var rows = try VaultWriter(
            state, writes, after: SpoolChain(SpoolBase(state.manifest)), isFirstOfKey: true
        ).sealed(at: date)
        rows.events = log.rows
        return (state, rows)
    }

    private func resealSecrets(of state: LoadedVault) throws(VaultError) -> [SecretRow] {
        var rows: [SecretRow] = []
        for (id, stored) in old.keys {
            var record = stored.record
            if let exposure { record.exposure = exposure }
            let sealed = try SealedKey(
                sealing: old.openedSecret(of: id, as: stored.secret), of: record,
                generation: stored.secret.generation + 1, key: key)
            state.keys[id] = sealed.stored
            rows.append(sealed.row)
        }
        return rows
    }

    /// Adds what has landed to the state under the new key, whose index is named by then.
    private func addLanded(to state: LoadedVault) throws(VaultError) -> [SecretRow] {
        var transaction = VaultTransaction(on: state)
        for sealed in landed {
            try transaction.add(
                SealedKey(sealing: sealed.open(with: old.key), of: sealed.record, key: key))
        }
        return transaction.writes.secrets
    }

    private func resealLogins(of state: LoadedVault) throws(VaultError) {
        let (before, after) = (LoginSeal(old.key), LoginSeal(key))
        for (id, profile) in old.profiles {
            guard let login = profile.proxyLogin else { continue }
            state.profiles[id]?.proxyLogin = try after.seal(before.open(login, of: id), of: id)
        }
    }

    /// All events, with what is in them as it was: also what a newer version has put there.
    private func events() throws(VaultError) -> [AuditRow] {
        let (store, manifest) = (old.store, old.manifest)
        _ = try AuditTrail(store: store, key: old.key, manifest: manifest).entries()
        var boxes: [MetadataBox] = []
        try store.events(from: 1) { (number, box) throws(VaultError) in
            boxes.append(AuditRow.box(box, at: number))
            return true
        }
        let opened: [OpenedBox]
        do throws(BatchError) { opened = try old.key.openEach(boxes) } catch { throw error.reason }
        var rows: [AuditRow] = []
        for box in opened { rows.append(try AuditRow(reading: box.payload)) }
        return rows
    }
}

extension Manifest {
    /// The same under another key.
    fileprivate init(
        _ old: Manifest, of vaultID: RecordID, epoch: UInt64, keyEpoch: UInt64, keyID: [UInt8],
        auditCount: UInt64, auditHead: [UInt8]
    ) {
        self.init(
            vaultID: vaultID, epoch: epoch, keyEpoch: keyEpoch, keyID: keyID,
            previousMAC: old.previousMAC, time: old.time, slotCount: old.slotCount,
            slotDigest: old.slotDigest, directories: old.directories, auditCount: auditCount,
            auditHead: auditHead)
    }
}
