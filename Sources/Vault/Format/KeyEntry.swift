/// A key's fields in a page: what its record knows, and which box holds its secret.
enum KeyEntry {
    private enum Tag {
        static let secretGeneration: UInt16 = 1
        static let secretDigest: UInt16 = 2
        static let name: UInt16 = 3
        static let profile: UInt16 = 4
        static let user: UInt16 = 5
        static let accessKeyID: UInt16 = 6
        static let state: UInt16 = 7
        static let createdAt: UInt16 = 8
        static let expiresAt: UInt16 = 9
        static let tag: UInt16 = 10
        static let storedAt: UInt16 = 11
        static let verifiedAt: UInt16 = 12
    }

    static func encode(_ key: StoredKey) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(Tag.secretGeneration, number: key.secret.generation)
        writer.put(Tag.secretDigest, key.secret.digest.bytes)
        writer.put(Tag.name, key.record.name.description)
        writer.put(Tag.profile, key.record.profile)
        writer.put(Tag.user, key.record.user)
        writer.put(Tag.accessKeyID, key.record.accessKeyID)
        writer.put(Tag.state, number: key.record.state.rawValue)
        writer.put(Tag.createdAt, key.record.createdAt)
        writer.put(Tag.expiresAt, key.record.expiresAt)
        writer.put(Tag.tag, key.record.tag)
        writer.put(Tag.storedAt, key.record.storedAt)
        writer.put(Tag.verifiedAt, key.record.verifiedAt)
        return writer.bytes
    }

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> StoredKey {
        let reader = try TLVReader(bytes, known: 1...12)
        let digest = try reader.required(reader.bytes(Tag.secretDigest).flatMap { Digest($0) })
        let record = KeyRecord(
            id: id, name: try reader.name(Tag.name),
            profile: try reader.required(reader.id(Tag.profile)), user: try reader.text(Tag.user),
            accessKeyID: try reader.required(reader.text(Tag.accessKeyID)),
            state: try reader.required(reader.number(Tag.state).flatMap(KeyState.init)),
            createdAt: try reader.date(Tag.createdAt), expiresAt: try reader.date(Tag.expiresAt),
            tag: try reader.text(Tag.tag),
            storedAt: try reader.required(reader.date(Tag.storedAt)),
            verifiedAt: try reader.date(Tag.verifiedAt))
        return StoredKey(
            record: record,
            secret: SecretReference(
                generation: try reader.required(reader.number(Tag.secretGeneration)),
                digest: digest))
    }
}
