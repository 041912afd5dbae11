import FoundationEssentials
import Glibc
import KernelText
import SystemPackage

/// The high-water mark of a vault that is about to get another key, beside the mark that counts until then.
///
/// A mark is authenticated by the vault's key, so neither key can verify the other's. Between the two the file's commit
/// decides: who opens the vault by the new key, and finds the old one's mark, takes this one.
///
/// "vault/next/v1" ‖ key epoch u64 ‖ a mark as it stands in its own file.
struct PreparedMark {
    private static let magic = Array("vault/next/v1".utf8)
    static let byteCount = magic.count + 8 + HighWaterMark.byteCount

    private let key: any VaultKey
    private let row: ManifestRow
    private let mark: HighWaterMark

    /// - Parameter state: what the file has once the change is committed.
    init(_ state: LoadedVault) {
        (key, row) = (state.key, state.row)
        mark = HighWaterMark(epoch: state.manifest.epoch, manifestMAC: state.mac)
    }

    /// When this returns, it is on the disk.
    func write(to files: VaultFiles) throws(VaultError) {
        try FileChecks.makePrivateDirectory(files.stateDirectory)
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(key.keyEpoch)
        writer.append(mark.message(of: key.vaultID))
        writer.append(try key.attest(.mark(row)))
        try DurableFile.replace(files.preparedMark(for: key.vaultID), with: writer.bytes)
    }

    /// The mark that was prepared for this very key; `nil` if there is none.
    static func mark(
        at path: FilePath, for key: any VaultKey
    ) throws(VaultError) -> HighWaterMark? {
        guard let bytes = try DurableFile.read(path, limit: byteCount + 1),
            bytes.count == byteCount, bytes.starts(with: magic)
        else { return nil }
        var reader = ByteReader(Array(bytes.dropFirst(magic.count)))
        guard try reader.u64() == key.keyEpoch else { return nil }
        let stored = StoredMark(
            path: path, vaultID: key.vaultID, bytes: Array(try reader.take(reader.remaining)))
        // Another key of that epoch was given up before it counted.
        guard var mark = try? stored.verified(by: key) else { return nil }
        mark.isPrepared = true
        return mark
    }

    /// Once the mark itself is the new key's. What stays is passed over.
    static func remove(_ files: VaultFiles, of vaultID: RecordID) {
        unsafe _ = unlink(files.preparedMark(for: vaultID).cString)
    }
}

extension PreparedMark {
    /// The epoch that a prepared mark says, whichever key it is of; `nil` if there is none.
    static func claimedEpoch(in files: VaultFiles, of vaultID: RecordID) -> UInt64? {
        let path = files.preparedMark(for: vaultID)
        guard let bytes = try? DurableFile.read(path, limit: byteCount + 1),
            bytes.count == byteCount, bytes.starts(with: magic)
        else { return nil }
        return StoredMark(
            path: path, vaultID: vaultID, bytes: Array(bytes.dropFirst(magic.count + 8))
        ).claimedEpoch
    }
}

extension StoredMark {
    /// The mark, or where it is of another key the one that was prepared for this one.
    ///
    /// - Parameters:
    ///   - isGenuine: what the vault's key says of ``bytes``.
    ///   - foreign: what to throw where both are none of this key's.
    func verified(
        _ isGenuine: Bool, key: any VaultKey, orElse foreign: () -> VaultError
    ) throws(VaultError) -> HighWaterMark {
        if let mark = try? verified(isGenuine) { return mark }
        var next = path
        next.extension = "next"
        if let prepared = try PreparedMark.mark(at: next, for: key) { return prepared }
        throw foreign()
    }

    /// What is wrong with a mark that is none of the file's key's.
    func foreign(
        to manifest: Manifest, rekeyedAt date: Date?
    ) -> ForeignMark {
        ForeignMark(
            path: path.text, claimedEpoch: claimedEpoch, epoch: manifest.epoch,
            keyEpoch: manifest.keyEpoch, rekeyedAt: date)
    }
}
