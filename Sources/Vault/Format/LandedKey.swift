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
        var writer = ByteWriter()
        writer.append(magic)
        writer.append(UInt32(box.count))
        writer.append(UInt32(sealed.row.box.count))
        writer.append(box)
        writer.append(sealed.row.box)
        return writer.bytes + BLAKE2b.digest(of: writer.bytes)
    }

    /// `nil` if nothing has landed: the file is blank, or a write into it was cut off.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> SealedKey? {
        guard let (recordBox, secretBox) = try boxes(in: bytes) else { return nil }
        let payload = try key.open(recordBox, under: .landing(intent), type: type).publicBytes
        var reader = ByteReader(payload)
        let id = try reader.id()
        let stored = try KeyEntry.decode(try reader.take(reader.remaining), id: id)
        return try SealedKey(stored: stored, box: secretBox, key: key)
    }

    private static func boxes(
        in bytes: [UInt8]
    ) throws(VaultError) -> (record: [UInt8], secret: [UInt8])? {
        guard bytes.starts(with: magic), bytes.count >= magic.count + 8 + 32 else { return nil }
        var reader = ByteReader(bytes[...].dropFirst(magic.count))
        let lengths = (try Int(reader.u32()), try Int(reader.u32()))
        let count = magic.count + 8 + lengths.0 + lengths.1
        guard count + 32 <= bytes.count else { return nil }
        let boxes = (Array(try reader.take(lengths.0)), Array(try reader.take(lengths.1)))
        guard try Array(reader.take(32)) == BLAKE2b.digest(of: Array(bytes.prefix(count))) else {
            return nil
        }
        return boxes
    }
}
