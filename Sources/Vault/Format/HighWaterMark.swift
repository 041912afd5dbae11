import SecretMemory
import SystemPackage

/// The newest manifest that this machine has seen, kept apart from the file that it guards.
///
/// 101 bytes: "vault/mark/v1" ‖ vault id 16 ‖ epoch u64 ‖ manifest MAC 32 ‖ MAC of all that, under a key
/// of the vault.
struct HighWaterMark: Hashable, Sendable {
    static let byteCount = 101
    private static let authenticatedCount = 69

    let epoch: UInt64
    let manifestMAC: [UInt8]

    /// The mark of this vault; `nil` if the machine has not seen it.
    static func read(
        from files: VaultFiles, key: any VaultKey
    ) throws(VaultError) -> HighWaterMark? {
        let path = files.mark(for: key.vaultID)
        guard let bytes = try DurableFile.read(path, limit: byteCount + 1) else { return nil }
        guard bytes.count == byteCount else { throw damaged(path) }
        let mac = try key.mac(Array(bytes.prefix(authenticatedCount)), for: .highWaterMark)
        guard mac == Array(bytes.dropFirst(authenticatedCount)) else { throw damaged(path) }
        var reader = ByteReader(bytes)
        guard try Array(reader.take(13)) == Array("vault/mark/v1".utf8),
            try reader.id() == key.vaultID
        else { throw damaged(path) }
        return HighWaterMark(epoch: try reader.u64(), manifestMAC: Array(try reader.take(32)))
    }

    /// Refuses a manifest that is older than the mark, or another one of the same age.
    func check(_ manifest: Manifest, mac: [UInt8]) throws(VaultError) {
        guard manifest.epoch >= epoch else {
            throw .rolledBack(found: manifest.epoch, expected: epoch)
        }
        guard manifest.epoch > epoch || mac == manifestMAC else { throw .forked(epoch: epoch) }
    }

    /// Written only after every check has passed, and after COMMIT. A mark that lags is safe.
    func write(to files: VaultFiles, key: any VaultKey) throws(VaultError) {
        var writer = ByteWriter()
        writer.append("vault/mark/v1".utf8)
        writer.append(key.vaultID.bytes)
        writer.append(epoch)
        writer.append(manifestMAC)
        let mac = try key.mac(writer.bytes, for: .highWaterMark)
        try FileChecks.makePrivateDirectory(files.stateDirectory)
        try DurableFile.replace(files.mark(for: key.vaultID), with: writer.bytes + mac)
    }

    private static func damaged(_ path: FilePath) -> VaultError {
        .damaged("the high-water mark \(path.string) is not what this vault wrote")
    }
}
