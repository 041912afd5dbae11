import SecretMemory
import SystemPackage

/// The newest manifest that this machine has seen, kept apart from the file that it guards.
///
/// 101 bytes: "vault/mark/v1" ‖ vault id 16 ‖ epoch u64 ‖ manifest MAC 32 ‖ MAC of all that, under a key
/// of the vault.
struct HighWaterMark: Hashable, Sendable {
    static let byteCount = 101
    /// What the MAC is of.
    static let authenticatedCount = 69

    let epoch: UInt64
    let manifestMAC: [UInt8]

    /// The mark of this vault; `nil` if the machine has not seen it.
    static func read(
        from files: VaultFiles, key: any VaultKey
    ) throws(VaultError) -> HighWaterMark? {
        guard let stored = try StoredMark(beside: files, of: key.vaultID) else { return nil }
        return try stored.verified(by: key)
    }

    /// Refuses a manifest that is older than the mark, or another one of the same age.
    func check(_ manifest: Manifest, mac: [UInt8]) throws(VaultError) {
        guard manifest.epoch >= epoch else {
            throw .rolledBack(found: manifest.epoch, expected: epoch)
        }
        guard manifest.epoch > epoch || mac == manifestMAC else { throw .forked(epoch: epoch) }
    }

    /// What the MAC is of.
    func message(of vaultID: RecordID) -> [UInt8] {
        var writer = ByteWriter()
        writer.append("vault/mark/v1".utf8)
        writer.append(vaultID.bytes)
        writer.append(epoch)
        writer.append(manifestMAC)
        return writer.bytes
    }

    /// Written only after every check has passed, and after COMMIT. A mark that lags is safe.
    ///
    /// - Parameter mac: what the vault's key says of it.
    /// - Returns: what stands in the file by now.
    @discardableResult
    func write(
        to files: VaultFiles, of vaultID: RecordID, mac: [UInt8]
    ) throws(VaultError) -> StoredMark {
        try FileChecks.makePrivateDirectory(files.stateDirectory)
        let stored = StoredMark(
            path: files.mark(for: vaultID), vaultID: vaultID, bytes: message(of: vaultID) + mac)
        try DurableFile.replace(stored.path, with: stored.bytes)
        return stored
    }
}

/// The mark's file as it stands: nothing of it counts before its MAC was compared.
struct StoredMark: Hashable, Sendable {
    let path: FilePath
    private let vaultID: RecordID
    let bytes: [UInt8]

    fileprivate init(path: FilePath, vaultID: RecordID, bytes: [UInt8]) {
        (self.path, self.vaultID, self.bytes) = (path, vaultID, bytes)
    }

    /// `nil` if the machine has not seen the vault.
    init?(beside files: VaultFiles, of vaultID: RecordID) throws(VaultError) {
        let (path, count) = (files.mark(for: vaultID), HighWaterMark.byteCount)
        guard let bytes = try DurableFile.read(path, limit: count + 1) else { return nil }
        self.init(path: path, vaultID: vaultID, bytes: bytes)
        guard bytes.count == count else { throw damaged }
    }

    func verified(by key: any VaultKey) throws(VaultError) -> HighWaterMark {
        try verified(key.attest(.marked(bytes)) == [1])
    }

    /// - Parameter isGenuine: what the vault's key says of ``bytes``.
    func verified(_ isGenuine: Bool) throws(VaultError) -> HighWaterMark {
        guard isGenuine else { throw damaged }
        var reader = ByteReader(bytes)
        guard try Array(reader.take(13)) == Array("vault/mark/v1".utf8), try reader.id() == vaultID
        else { throw damaged }
        return HighWaterMark(epoch: try reader.u64(), manifestMAC: Array(try reader.take(32)))
    }

    private var damaged: VaultError {
        .damaged("the high-water mark \(path.string) is not what this vault wrote")
    }
}
