package import FoundationEssentials
package import SecretMemory

/// A vault whose key is at hand and whose content has been verified.
package struct UnlockedVault: ~Copyable {
    var state: LoadedVault
    /// The mark's file as it was verified or written last.
    private var seenMark: SeenMark?
    /// What went wrong beside the vault and cost nothing yet.
    package internal(set) var warnings: [VaultWarning]

    /// Where the spool stood after the last event that was noted there: the secret that it is about is opened next.
    var noted: SpoolHead?

    package var files: VaultFiles { state.files }

    /// Seals, opens and authenticates for this vault, in this process or another.
    package var key: any VaultKey { state.key }

    var store: any VaultStore { state.store }

    /// Everything but the secrets, as of the last read or write.
    package var contents: VaultContents { VaultContents(state) }

    package var vaultID: RecordID { key.vaultID }

    /// What opens the vault, as the manifest vouches for it.
    package var slots: [Slot] { state.slots }

    /// How many times the vault has been written.
    package var epoch: UInt64 { state.manifest.epoch }

    /// The first bytes of the manifest's MAC: with the epoch, what a person may compare.
    package var fingerprint: String { RecordID(state.mac.prefix(16))?.description ?? "" }

    /// Opens the file, verifies, compares with the mark, and only then advances it.
    ///
    /// - Parameter store: a connection to the file that nobody else uses; else one is opened.
    init(
        opening files: VaultFiles, key: any VaultKey, on store: (any VaultStore)? = nil
    ) throws(VaultError) {
        // The mark first: another process may write the vault between the two looks.
        let keepsOwnMark = store?.keepsOwnMark ?? false
        let stored = keepsOwnMark ? nil : try StoredMark(beside: files, of: key.vaultID)
        let (read, mark) = try Self.opened(files, key: key, mark: stored, on: store)
        state = read
        seenMark = stored.flatMap { stored in mark.map { SeenMark(stored: stored, mark: $0) } }
        guard !keepsOwnMark else {
            warnings = store?.warnings ?? []
            return
        }
        warnings = mark == nil ? [.firstUseHere] : []
        if mark?.manifestMAC != state.mac || mark?.isPrepared == true { advanceMark() }
    }

    /// Opens it on a connection of its own.
    ///
    /// - Parameter former: the key that opened it before; by now the vault may have another.
    init(
        opening files: VaultFiles, from source: any StoreSource, after former: any VaultKey
    ) throws(VaultError) {
        let store = try source.opened()
        try self.init(opening: files, key: source.key(of: store, after: former), on: store)
    }

    /// The file as it is by now, on a connection of its own, held against the mark, if there is one, and against what the
    /// key's holder knows.
    static func opened(
        _ files: VaultFiles, key: any VaultKey, mark: StoredMark? = nil,
        on store: (any VaultStore)? = nil
    ) throws(VaultError) -> (LoadedVault, HighWaterMark?) {
        let store: any VaultStore =
            if let store { store } else { try SQLiteStore(opening: files) }
        return try store.snapshot { () throws(VaultError) in
            let first = try FirstReading(of: store, key: key, mark: mark)
            let read = try LoadedVault(first, in: store, files: files, key: key)
            try first.mark?.check(first)
            guard !first.isOutdated else { throw VaultError.outdated }
            return (read, first.mark)
        }
    }

    /// Opens one secret and checks it against its key's entry.
    package func secret(of id: RecordID) throws(VaultError) -> SecretBytes {
        let sealed = try sealedSecret(of: id)
        guard let noted else {
            return try key.open(sealed.box, under: sealed.context, type: sealed.type)
        }
        return try key.open(
            sealed.box, under: sealed.context, type: sealed.type, remembering: noted)
    }

    /// One secret, still sealed, checked against its key's entry.
    ///
    /// Both are of one moment: where another process has written meanwhile, the entry is read and verified
    /// anew, so that a key which is gone by now is gone and not damaged.
    package func sealedSecret(of id: RecordID) throws(VaultError) -> SealedSecret {
        let name = state.keys[id]?.record.name.description
        return try store.snapshot { () throws(VaultError) in
            try state.refresh()
            guard let stored = try state.storedKey(id) else {
                throw .noSuchEntry(.key, name ?? id.description)
            }
            return try sealedSecret(of: id, as: stored.secret)
        }
    }

    private func sealedSecret(
        of id: RecordID, as reference: SecretReference
    ) throws(VaultError) -> SealedSecret {
        guard let row = try store.secret(of: id) else {
            throw .damaged("a key's secret is missing")
        }
        guard row.generation == reference.generation,
            Digest(hashing: row.box) == reference.digest
        else { throw .damaged("a key's secret is not the one that was stored") }
        return SealedSecret(
            context: .secret(id, generation: reference.generation), type: SecretRow.type,
            box: row.box)
    }

    /// The same vault on a second connection, read and verified anew.
    package func reopened() throws(VaultError) -> UnlockedVault {
        var vault = try UnlockedVault(
            opening: files, from: store.source(of: files), after: key)
        // Of a team, what was put right when it was opened first is told by whoever opens it next.
        if store.keepsOwnMark { vault.warnings = warnings.filter(\.isOfTheCopy) + vault.warnings }
        return vault
    }

    /// The audit log, oldest first, its chain verified to the manifest's head, and the spool's from there on.
    ///
    /// - Parameter date: only the events that are not older. Then the chain is verified from a checkpoint on that
    ///   all older ones are before.
    package func auditTrail(since date: Date? = nil) throws(VaultError) -> [AuditEntry] {
        try readingSpool { spooled throws(VaultError) in
            let count = state.manifest.auditCount
            let trail = AuditTrail(store: store, key: key, manifest: state.manifest)
            let waiting = spooled.events.enumerated().map {
                AuditEntry(sequence: count + UInt64($0.offset) + 1, event: $0.element)
            }
            return try trail.entries(since: date)
                + waiting.filter { entry in date.map { entry.event.at >= $0 } ?? true }
        }
    }

    /// The same once the vault has got another key: what was seen of the mark was the former one's.
    mutating func replaceMark() {
        seenMark = nil
        advanceMark()
    }

    mutating func advanceMark() {
        guard !store.keepsOwnMark else { return }
        let mark = HighWaterMark(epoch: state.manifest.epoch, manifestMAC: state.mac)
        do throws(VaultError) {
            // Another process may have written the vault since, and said so already.
            let newest = try newestMark()
            if let newest, newest.epoch > mark.epoch, !newest.isPrepared { return }
            let mac = try key.attest(.mark(state.row))
            seenMark = SeenMark(
                stored: try mark.write(to: files, of: vaultID, mac: mac), mark: mark)
            if newest?.isPrepared == true { PreparedMark.remove(files, of: vaultID) }
        } catch {
            // So it is where the agent has been told of a later write meanwhile, and the file has it.
            if error == .outdated, isBehind { return }
            warnings.append(.markNotWritten(error))
        }
    }
}

extension UnlockedVault {
    /// A mark and the bytes that it was verified from.
    private struct SeenMark {
        let stored: StoredMark
        let mark: HighWaterMark
    }

    /// The mark by now; whoever has the key is asked only where the file is another.
    private func newestMark() throws(VaultError) -> HighWaterMark? {
        guard let stored = try StoredMark(beside: files, of: vaultID) else { return nil }
        if let seenMark, seenMark.stored == stored { return seenMark.mark }
        let isGenuine = try stored.isWhole ? key.attest(.marked(stored.bytes)) == [1] : false
        return try stored.verified(isGenuine, key: key) {
            .foreignMark(stored.foreign(to: state.manifest, rekeyedAt: nil))
        }
    }

    /// Whether the file has a later manifest by now.
    private var isBehind: Bool {
        let counts = try? store.snapshot { () throws(VaultError) in try store.manifest()?.counts }
        return counts.flatMap { $0 }.map { $0.epoch > epoch } ?? false
    }
}

/// What a user should know although nothing is lost.
package enum VaultWarning: Hashable, Sendable {
    /// This machine has not seen the vault before, so it can't tell whether an older copy was put back.
    case firstUseHere
    /// The high-water mark could not be written; a rollback to the state before would go unnoticed.
    case markNotWritten(VaultError)
    /// Of a team's vault: this machine's copy was damaged, and was fetched anew.
    case copyFetchedAnew
    /// A row of the member's events, counted from 1, is none that the member has signed, or is missing; what comes before counts.
    case eventsBroken(member: EntryName, from: UInt64)
    /// The server had lost events of one's own, and has them again.
    case eventsPutBack(first: UInt64, last: UInt64)
    /// The server has lost events of one's own, and this machine has them no more.
    case eventsLost(first: UInt64, last: UInt64)
    /// Events that one's own member noted while the server was away, which it has now.
    case eventsSent(count: Int)
    /// Such events that no key opens any more: the vault got another one meanwhile.
    case eventsUnreadable(count: Int)
    /// An event of a member's is gone, and an admin has accepted that.
    case lossAccepted(TeamFinding)
    /// The server has no manifests before that epoch, and neither has this machine: the vault was brought back from a copy.
    case historyBegins(epoch: UInt64)

    /// Whether it was put right at once, so that it is told once.
    fileprivate var isOfTheCopy: Bool {
        switch self {
        case .copyFetchedAnew, .eventsPutBack, .eventsSent, .eventsUnreadable: true
        default: false
        }
    }
}
