import FoundationEssentials

/// A key's record as it stands in an entry. It is checked when it is read, once; no text is made of its bytes before somebody
/// asks for the record.
struct KeyFields {
    /// Where the name stands in the entry; so of every text.
    let name: Range<Int>
    let profile: RecordID
    let user: Range<Int>?
    let accessKeyID: Range<Int>
    let state: KeyState
    let createdAt: Int64?
    let expiresAt: Int64?
    let isExpiryKnown: Bool
    let tag: Range<Int>?
    let storedAt: Int64
    let verifiedAt: Int64?
    let retiredAt: Int64?
    /// Since when, and the member's name.
    let exposure: (since: Int64, member: Range<Int>)?
    let caller: Range<Int>?
    let modifiedAt: Int64?

    init(_ places: borrowing TLVPlaces, in entry: RawSpan) throws(VaultError) {
        name = try places.name(KeyEntry.Field.name, in: entry)
        profile = try TLVPlaces.required(places.id(KeyEntry.Field.profile, in: entry))
        user = try places.text(KeyEntry.Field.user, in: entry)
        accessKeyID = try TLVPlaces.required(places.text(KeyEntry.Field.accessKeyID, in: entry))
        state = try TLVPlaces.required(
            places.number(KeyEntry.Field.state, in: entry).flatMap(KeyState.init))
        createdAt = try places.seconds(KeyEntry.Field.createdAt, in: entry)
        expiresAt = try places.seconds(KeyEntry.Field.expiresAt, in: entry)
        isExpiryKnown = try Self.isExpiryKnown(places, in: entry)
        tag = try places.text(KeyEntry.Field.tag, in: entry)
        storedAt = try TLVPlaces.required(places.seconds(KeyEntry.Field.storedAt, in: entry))
        verifiedAt = try places.seconds(KeyEntry.Field.verifiedAt, in: entry)
        retiredAt = try places.seconds(KeyEntry.Field.retiredAt, in: entry)
        exposure = try Self.exposure(places, in: entry)
        caller = try places.text(KeyEntry.Field.caller, in: entry)
        modifiedAt = try places.seconds(KeyEntry.Field.modifiedAt, in: entry)
    }

    /// Both fields, or none.
    private static func exposure(
        _ places: borrowing TLVPlaces, in entry: RawSpan
    ) throws(VaultError) -> (Int64, Range<Int>)? {
        guard let since = try places.seconds(KeyEntry.Field.exposedSince, in: entry) else {
            guard places.place(KeyEntry.Field.exposedTo) == nil else { throw TLVPlaces.wrongField }
            return nil
        }
        return (since, try places.name(KeyEntry.Field.exposedTo, in: entry))
    }

    /// The field is there, and 1, where nobody has told the expiry.
    private static func isExpiryKnown(
        _ places: borrowing TLVPlaces, in entry: RawSpan
    ) throws(VaultError) -> Bool {
        guard
            let number = try places.number(
                KeyEntry.Field.isExpiryUnknown, in: entry, as: UInt8.self)
        else { return true }
        guard number == 1 else { throw .damaged("a key's field has an unknown value") }
        return false
    }

    func record(_ id: RecordID, in entry: RawSpan) -> KeyRecord {
        var record = KeyRecord(
            id: id, name: EntryName(checked: entry.extracting(name).text), profile: profile,
            user: user.map { entry.extracting($0).text },
            accessKeyID: entry.extracting(accessKeyID).text, state: state,
            createdAt: createdAt.map(Date.init(seconds:)),
            expiresAt: expiresAt.map(Date.init(seconds:)), isExpiryKnown: isExpiryKnown,
            tag: tag.map { entry.extracting($0).text }, storedAt: Date(seconds: storedAt),
            verifiedAt: verifiedAt.map(Date.init(seconds:)),
            retiredAt: retiredAt.map(Date.init(seconds:)))
        record.exposure = exposure.map {
            KeyExposure(
                since: Date(seconds: $0.since),
                member: EntryName(checked: entry.extracting($0.member).text))
        }
        record.caller = caller.map { entry.extracting($0).text }
        record.modifiedAt = modifiedAt.map(Date.init(seconds:))
        return record
    }
}

extension Date {
    /// A date as an entry has it: whole seconds since 1970.
    init(seconds: Int64) { self.init(timeIntervalSince1970: Double(seconds)) }
}
