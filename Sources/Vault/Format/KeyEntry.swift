/// A key's fields in a page: what its record knows, and which box holds its secret.
enum KeyEntry {
    private enum Field {
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
        static let isExpiryUnknown: UInt16 = 13
        static let retiredAt: UInt16 = 14
    }

    static func encode(_ key: StoredKey) -> [UInt8] {
        var writer = TLVWriter()
        writer.put(Field.secretGeneration, number: key.secret.generation)
        writer.put(Field.secretDigest, key.secret.digest.bytes)
        writer.put(Field.name, key.record.name.description)
        writer.put(Field.profile, key.record.profile)
        writer.put(Field.user, key.record.user)
        writer.put(Field.accessKeyID, key.record.accessKeyID)
        writer.put(Field.state, number: key.record.state.rawValue)
        writer.put(Field.createdAt, key.record.createdAt)
        writer.put(Field.expiresAt, key.record.expiresAt)
        writer.put(Field.tag, key.record.tag)
        writer.put(Field.storedAt, key.record.storedAt)
        writer.put(Field.verifiedAt, key.record.verifiedAt)
        let isUnknown: UInt8? = key.record.isExpiryKnown ? nil : 1
        writer.put(Field.isExpiryUnknown, number: isUnknown)
        writer.put(Field.retiredAt, key.record.retiredAt)
        return writer.bytes
    }

    /// The field is there, and 1, where nobody has told the expiry.
    private static func isExpiryKnown(in reader: TLVReader) throws(VaultError) -> Bool {
        guard let number = try reader.number(Field.isExpiryUnknown, as: UInt8.self) else {
            return true
        }
        guard number == 1 else { throw .damaged("a key's field has an unknown value") }
        return false
    }

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> StoredKey {
        let reader = try TLVReader(bytes, known: 1...14)
        let digest = try reader.required(reader.bytes(Field.secretDigest).flatMap { Digest($0) })
        let record = KeyRecord(
            id: id, name: try reader.name(Field.name),
            profile: try reader.required(reader.id(Field.profile)),
            user: try reader.text(Field.user),
            accessKeyID: try reader.required(reader.text(Field.accessKeyID)),
            state: try reader.required(reader.number(Field.state).flatMap(KeyState.init)),
            createdAt: try reader.date(Field.createdAt),
            expiresAt: try reader.date(Field.expiresAt),
            isExpiryKnown: try isExpiryKnown(in: reader),
            tag: try reader.text(Field.tag),
            storedAt: try reader.required(reader.date(Field.storedAt)),
            verifiedAt: try reader.date(Field.verifiedAt),
            retiredAt: try reader.date(Field.retiredAt))
        return StoredKey(
            record: record,
            secret: SecretReference(
                generation: try reader.required(reader.number(Field.secretGeneration)),
                digest: digest))
    }
}
