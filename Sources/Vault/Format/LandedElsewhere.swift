import SecretMemory
import SystemPackage

/// The bytes of a landing file whose secret was brought to another directory: the directory's path, in a box.
enum LandedElsewhere {
    private static let magic = Array("vault/away/v1".utf8)
    private static let type: UInt16 = 34

    static func encode(
        _ directory: FilePath, intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> [UInt8] {
        let payload = SecretBytes(copying: Array(directory.string.utf8))
        let box = try payload.withBytes { bytes throws(VaultError) in
            try key.seal(bytes, under: .landing(intent), type: type)
        }
        return LandingParts.encode([box], after: magic)
    }

    /// `nil` if the file says nothing of that kind.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> FilePath? {
        guard let box = try LandingParts.decode(1, after: magic, of: bytes)?.first else {
            return nil
        }
        let payload = try key.open(box, under: .landing(intent), type: type).publicBytes
        return FilePath(String(decoding: payload, as: UTF8.self))
    }
}
