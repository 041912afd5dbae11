import SecretMemory

/// The bytes of a key that has landed under a one-time key: that key in a box of the vault's, then what a landed key
/// is, with everything in it sealed under the one-time key.
enum HeldKey {
    static let magic = Array("vault/hold/v1".utf8)
    static let type: UInt16 = 35

    static func encode(
        _ sealed: SealedKey, intent: RecordID, by landing: borrowing LandingKey
    ) throws(VaultError) -> [UInt8] {
        let landed = try LandedKey.encode(sealed, intent: intent, key: landing.key)
        var writer = ByteWriter()
        writer.append(magic)
        writer.append(UInt32(landing.box.count))
        writer.append(UInt32(landed.count))
        writer.append(landing.box)
        writer.append(landed)
        return writer.bytes + BLAKE2b.digest(of: writer.bytes)
    }

    /// The key, sealed under the vault's; `nil` if the file says nothing of that kind, or not all of it.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> SealedKey? {
        guard let (box, landed) = try parts(of: bytes) else { return nil }
        let oneTime = InMemoryVaultKey(
            try key.open(box, under: .landingKey(intent), type: type),
            vaultID: key.vaultID, keyEpoch: key.keyEpoch)
        guard let held = try LandedKey.decode(landed, intent: intent, key: oneTime) else {
            throw .damaged("a held key is not whole")
        }
        return try SealedKey(sealing: try held.open(with: oneTime), of: held.record, key: key)
    }

    private static func parts(
        of bytes: [UInt8]
    ) throws(VaultError) -> (box: [UInt8], landed: [UInt8])? {
        guard bytes.starts(with: magic), bytes.count >= magic.count + 8 + 32 else { return nil }
        var reader = ByteReader(bytes[...].dropFirst(magic.count))
        let lengths = (try Int(reader.u32()), try Int(reader.u32()))
        let count = magic.count + 8 + lengths.0 + lengths.1
        guard count + 32 <= bytes.count else { return nil }
        let parts = (Array(try reader.take(lengths.0)), Array(try reader.take(lengths.1)))
        guard try Array(reader.take(32)) == BLAKE2b.digest(of: Array(bytes.prefix(count))) else {
            return nil
        }
        return parts
    }
}
