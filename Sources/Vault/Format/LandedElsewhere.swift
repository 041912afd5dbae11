import KernelText
import SecretMemory
import SystemPackage

/// The bytes of a landing file whose secret was brought to another directory: the directory's path, in a box.
enum LandedElsewhere {
    static func encode(
        _ directory: FilePath, intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> [UInt8] {
        let kind = LandingKind.elsewhere
        let payload = SecretBytes(copying: directory.bytes)
        return kind.encode([try kind.seal(payload, of: intent, by: key)])
    }

    /// `nil` if no directory opens.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> FilePath? {
        guard let opened = try LandingKind.elsewhere.open(bytes, of: intent, by: key) else {
            return nil
        }
        return FilePath(CText(bytes: opened.payload.publicBytes))
    }
}
