import FoundationEssentials

/// A key's record as it stands in an entry. It is checked when it is read, once; no text is made of its bytes before somebody
/// asks for the record.
struct KeyFields {
    let name: ArraySlice<UInt8>
    let profile: RecordID
    let user: ArraySlice<UInt8>?
    let accessKeyID: ArraySlice<UInt8>
    let state: KeyState
    let createdAt: Int64?
    let expiresAt: Int64?
    let isExpiryKnown: Bool
    let tag: ArraySlice<UInt8>?
    let storedAt: Int64
    let verifiedAt: Int64?
    let retiredAt: Int64?
    /// Since when, and the member's name.
    let exposure: (since: Int64, member: ArraySlice<UInt8>)?
    let caller: ArraySlice<UInt8>?
    let modifiedAt: Int64?

    init(_ reader: TLVReader) throws(VaultError) {
        name = try reader.nameBytes(KeyEntry.Field.name)
        profile = try reader.required(reader.id(KeyEntry.Field.profile))
        user = try reader.textBytes(KeyEntry.Field.user)
        accessKeyID = try reader.required(reader.textBytes(KeyEntry.Field.accessKeyID))
        state = try reader.required(reader.number(KeyEntry.Field.state).flatMap(KeyState.init))
        createdAt = try reader.seconds(KeyEntry.Field.createdAt)
        expiresAt = try reader.seconds(KeyEntry.Field.expiresAt)
        isExpiryKnown = try Self.isExpiryKnown(in: reader)
        tag = try reader.textBytes(KeyEntry.Field.tag)
        storedAt = try reader.required(reader.seconds(KeyEntry.Field.storedAt))
        verifiedAt = try reader.seconds(KeyEntry.Field.verifiedAt)
        retiredAt = try reader.seconds(KeyEntry.Field.retiredAt)
        exposure = try Self.exposure(in: reader)
        caller = try reader.textBytes(KeyEntry.Field.caller)
        modifiedAt = try reader.seconds(KeyEntry.Field.modifiedAt)
    }

    /// Both fields, or none.
    private static func exposure(
        in reader: TLVReader
    ) throws(VaultError) -> (Int64, ArraySlice<UInt8>)? {
        guard let since = try reader.seconds(KeyEntry.Field.exposedSince) else {
            guard reader.bytes(KeyEntry.Field.exposedTo) == nil else { throw TLVReader.wrongField }
            return nil
        }
        return (since, try reader.nameBytes(KeyEntry.Field.exposedTo))
    }

    /// The field is there, and 1, where nobody has told the expiry.
    private static func isExpiryKnown(in reader: TLVReader) throws(VaultError) -> Bool {
        guard let number = try reader.number(KeyEntry.Field.isExpiryUnknown, as: UInt8.self) else {
            return true
        }
        guard number == 1 else { throw .damaged("a key's field has an unknown value") }
        return false
    }

    func record(_ id: RecordID) -> KeyRecord {
        var record = KeyRecord(
            id: id, name: EntryName(checked: Self.text(name)), profile: profile,
            user: user.map(Self.text), accessKeyID: Self.text(accessKeyID), state: state,
            createdAt: createdAt.map(Date.init(seconds:)),
            expiresAt: expiresAt.map(Date.init(seconds:)), isExpiryKnown: isExpiryKnown,
            tag: tag.map(Self.text), storedAt: Date(seconds: storedAt),
            verifiedAt: verifiedAt.map(Date.init(seconds:)),
            retiredAt: retiredAt.map(Date.init(seconds:)))
        record.exposure = exposure.map {
            KeyExposure(
                since: Date(seconds: $0.since), member: EntryName(checked: Self.text($0.member)))
        }
        record.caller = caller.map(Self.text)
        record.modifiedAt = modifiedAt.map(Date.init(seconds:))
        return record
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}

extension Date {
    /// A date as an entry has it: whole seconds since 1970.
    init(seconds: Int64) { self.init(timeIntervalSince1970: Double(seconds)) }
}
