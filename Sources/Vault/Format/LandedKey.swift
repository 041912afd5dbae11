import SecretMemory

/// The bytes of a landed key: its record and its secret, each in a box.
enum LandedKey {
    static func encode(
        _ sealed: SealedKey, intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> [UInt8] {
        let kind = LandingKind.key
        let fields = sealed.record.id.bytes + KeyEntry.encode(sealed.stored)
        let payload = SecretBytes(copying: fields)
        let box = try kind.seal(payload, of: intent, by: key)
        return kind.encode([box, sealed.row.box])
    }

    /// `nil` if no record opens; throws `damaged` if one does and its secret does not.
    static func decode(
        _ bytes: [UInt8], intent: RecordID, key: any VaultKey
    ) throws(VaultError) -> SealedKey? {
        guard let record = try LandingKind.key.open(bytes, of: intent, by: key) else { return nil }
        let stored = try stored(in: record.payload.publicBytes)
        guard let box = box(of: stored, in: record.rest) else {
            throw .damaged(
                "it names the key \(stored.record.accessKeyID), whose secret in it is damaged")
        }
        return try SealedKey(stored: stored, box: box, key: key)
    }

    private static func stored(in payload: [UInt8]) throws(VaultError) -> StoredKey {
        var reader = ByteReader(payload)
        let id = try reader.id()
        return try KeyEntry.decode(try reader.take(reader.remaining), id: id)
    }

    /// The secret's box, which the record has a digest of: that tells its length too.
    private static func box(of key: StoredKey, in bytes: [UInt8]) -> [UInt8]? {
        let context = SealingContext.secret(key.record.id, generation: key.secret.generation)
        return SecretBox.counts(upTo: bytes.count, block: Padding.block(of: context))
            .lazy.map { Array(bytes.prefix($0)) }
            .first { Digest(BLAKE2b.digest(of: $0)) == key.secret.digest }
    }
}
