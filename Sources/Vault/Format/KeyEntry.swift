/// A key's fields in a page: what its record knows, and which box holds its secret.
enum KeyEntry {
    enum Field {
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
        static let exposedSince: UInt16 = 15
        static let exposedTo: UInt16 = 16
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
        writer.put(Field.exposedSince, key.record.exposure?.since)
        writer.put(Field.exposedTo, key.record.exposure?.member.description)
        return writer.bytes
    }

    static let known: ClosedRange<UInt16> = 1...16

    static func decode(_ bytes: ArraySlice<UInt8>, id: RecordID) throws(VaultError) -> StoredKey {
        let places = try TLVPlaces(in: unsafe bytes.span.bytes, known: known)
        let fields = try KeyFields(places, in: unsafe bytes.span.bytes)
        let secret = try secret(places, in: unsafe bytes.span.bytes)
        return StoredKey(record: fields.record(id, in: unsafe bytes.span.bytes), secret: secret)
    }

    static func secret(
        _ places: borrowing TLVPlaces, in entry: RawSpan
    ) throws(VaultError) -> SecretReference {
        let generation: UInt64 = try TLVPlaces.required(
            places.number(Field.secretGeneration, in: entry))
        let place = try TLVPlaces.required(places.place(Field.secretDigest))
        guard place.count == Digest.byteCount else { throw TLVPlaces.wrongField }
        return SecretReference(
            generation: generation, digest: Digest(entry, at: place.lowerBound))
    }
}
