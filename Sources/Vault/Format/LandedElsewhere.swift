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
        var writer = ByteWriter()
        writer.append(magic)
        writer.append(UInt32(box.count))
        writer.append(box)
        return writer.bytes + BLAKE2b.digest(of: writer.bytes)
    }

    /// `nil` if the file says nothing of that kind.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> FilePath? {
        guard bytes.starts(with: magic), bytes.count >= magic.count + 4 + 32 else { return nil }
        var reader = ByteReader(bytes[...].dropFirst(magic.count))
        let length = try Int(reader.u32())
        let count = magic.count + 4 + length
        guard count + 32 <= bytes.count else { return nil }
        let box = Array(try reader.take(length))
        guard try Array(reader.take(32)) == BLAKE2b.digest(of: Array(bytes.prefix(count))) else {
            return nil
        }
        let payload = try key.open(box, under: .landing(intent), type: type).publicBytes
        return FilePath(String(decoding: payload, as: UTF8.self))
    }
}
