import KernelText
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
    /// Whether it was read from the file that a change of the vault's key leaves.
    var isPrepared = false

    init(epoch: UInt64, manifestMAC: [UInt8]) {
        (self.epoch, self.manifestMAC) = (epoch, manifestMAC)
    }

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

    init(path: FilePath, vaultID: RecordID, bytes: [UInt8]) {
        (self.path, self.vaultID, self.bytes) = (path, vaultID, bytes)
    }

    /// `nil` if the machine has not seen the vault.
    init?(beside files: VaultFiles, of vaultID: RecordID) throws(VaultError) {
        guard try Self.isSafe(files.stateDirectory) else { return nil }
        let (path, count) = (files.mark(for: vaultID), HighWaterMark.byteCount)
        guard let bytes = try DurableFile.read(path, limit: count + 1) else { return nil }
        self.init(path: path, vaultID: vaultID, bytes: bytes)
    }

    /// Whoever may write there may take the mark away; `false` where there is no such directory.
    private static func isSafe(_ directory: FilePath) throws(VaultError) -> Bool {
        let missing = VaultError.noVault(path: directory.text)
        do throws(VaultError) {
            try FileChecks.check(
                directory, kind: .directory, missing: missing, followingLinks: true)
        } catch {
            guard error == missing else { throw error }
            return false
        }
        return true
    }

    func verified(by key: any VaultKey) throws(VaultError) -> HighWaterMark {
        try verified(isWhole ? key.attest(.marked(bytes)) == [1] : false)
    }

    /// Whether it is as long as a mark: of anything else nobody is asked.
    var isWhole: Bool { bytes.count == HighWaterMark.byteCount }

    /// - Parameter isGenuine: what the vault's key says of ``bytes``.
    func verified(_ isGenuine: Bool) throws(VaultError) -> HighWaterMark {
        guard isGenuine else { throw damaged }
        var reader = ByteReader(bytes)
        guard try Array(reader.take(13)) == Array("vault/mark/v1".utf8), try reader.id() == vaultID
        else { throw damaged }
        return HighWaterMark(epoch: try reader.u64(), manifestMAC: Array(try reader.take(32)))
    }

    /// The epoch that it says, whoever has made it; `nil` for bytes that are no mark of the vault.
    var claimedEpoch: UInt64? {
        var reader = ByteReader(bytes)
        guard isWhole, let magic = try? reader.take(13),
            Array(magic) == Array("vault/mark/v1".utf8),
            let id = try? reader.id(), id == vaultID
        else { return nil }
        return try? reader.u64()
    }

    private var damaged: VaultError {
        .damaged("the high-water mark \(path.text) is not what this vault wrote")
    }
}
