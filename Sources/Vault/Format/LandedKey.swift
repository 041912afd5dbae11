import SecretMemory

/// The bytes of a landed key: its record and its secret, each in a box.
enum LandedKey {
    private static let magic = Array("vault/land/v1".utf8)
    private static let type: UInt16 = 33

    static func encode(
        _ sealed: SealedKey, intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> [UInt8] {
        let fields = sealed.record.id.bytes + KeyEntry.encode(sealed.stored)
        let payload = SecretBytes(copying: fields)
        let box = try payload.withBytes { bytes throws(VaultError) in
            try key.seal(bytes, under: .landing(intent), type: type)
        }
        return LandingParts.encode([box, sealed.row.box], after: magic)
    }

    /// `nil` if nothing has landed: the file is blank, or a write into it was cut off.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> SealedKey? {
        guard let boxes = try LandingParts.decode(2, after: magic, of: bytes) else { return nil }
        let payload = try key.open(boxes[0], under: .landing(intent), type: type).publicBytes
        var reader = ByteReader(payload)
        let id = try reader.id()
        let stored = try KeyEntry.decode(try reader.take(reader.remaining), id: id)
        return try SealedKey(stored: stored, box: boxes[1], key: key)
    }
}
