package import FoundationEssentials
package import SystemPackage

/// An image whose every row is as some vault command wrote it.
package struct VerifiedImage {
    let image: VaultImage
    let state: LoadedVault
    /// Its audit log, oldest first.
    package let events: [AuditEntry]

    package var path: FilePath { image.path }
    package var key: any VaultKey { state.key }
    package var vaultID: RecordID { state.key.vaultID }
    package var epoch: UInt64 { state.manifest.epoch }
    /// What opens it, as its manifest vouches for.
    package var slots: [Slot] { state.slots }
    /// As ``UnlockedVault/fingerprint``.
    package var fingerprint: String { RecordID(state.mac.prefix(16))?.description ?? "" }
    package var writtenAt: Date {
        Date(timeIntervalSince1970: Double(state.manifest.time))
    }
    package var contents: VaultContents { VaultContents(state) }

    /// One key's secret, sealed.
    package func sealedSecret(of id: RecordID) throws(VaultError) -> SealedSecret {
        guard let stored = try state.storedKey(id), let row = try state.store.secret(of: id) else {
            throw .noSuchEntry(.key, id.description)
        }
        return SealedSecret(
            context: .secret(id, generation: stored.secret.generation), type: SecretRow.type,
            box: row.box)
    }

    /// Whether what an intent of another file tells of was begun here, too, and is settled.
    package func hasSettled(_ intent: Intent) -> Bool {
        contents.intent(id: intent.id) == nil && events.contains { $0.event.detail == intent.tag }
    }
}

/// How two files of one vault follow each other.
package enum Lineage: String, Sendable {
    /// They are the same.
    case same
    case older
    case newer
    /// Both were written after they were one.
    case forked
    /// They are not of one vault, or of one vault under two keys.
    case unrelated
}

extension VerifiedImage {
    /// What this file is, seen from the other.
    package func lineage(from other: VerifiedImage) throws(VaultError) -> Lineage {
        let (mine, its) = (state.manifest, other.state.manifest)
        guard mine.vaultID == its.vaultID, mine.keyID == its.keyID else { return .unrelated }
        guard state.mac != other.state.mac else { return .same }
        if mine.epoch > its.epoch { return try follows(other) ? .newer : .forked }
        guard mine.epoch < its.epoch else { return .forked }
        return try other.follows(self) ? .older : .forked
    }

    /// Whether it was written on top of an earlier file: that one's audit log is the beginning of its own. A manifest names
    /// only the one before.
    private func follows(_ earlier: VerifiedImage) throws(VaultError) -> Bool {
        let (mine, its) = (state.manifest, earlier.state.manifest)
        if mine.previousMAC == earlier.state.mac { return true }
        guard mine.epoch - its.epoch > 1, its.auditCount <= mine.auditCount else { return false }
        var boxes: [[UInt8]] = []
        try state.store.events(from: 1) { (number, box) throws(VaultError) in
            guard number <= its.auditCount else { return false }
            boxes.append(box)
            return true
        }
        return try state.key.chained(boxes) == its.auditHead
    }
}
