import FoundationEssentials

/// A key's record as it stands in an entry. It is checked when it is read, once; its texts are made when they are asked
/// for, so that what nobody looks at costs nothing.
struct KeyFields {
    private let reader: TLVReader
    private let name: Range<Int>
    let profile: RecordID
    private let user: Range<Int>?
    private let accessKeyID: Range<Int>
    private let state: KeyState
    private let createdAt: Int64?
    private let expiresAt: Int64?
    private let isExpiryKnown: Bool
    private let tag: Range<Int>?
    private let storedAt: Int64
    private let verifiedAt: Int64?
    private let retiredAt: Int64?

    init(_ reader: TLVReader) throws(VaultError) {
        self.reader = reader
        name = try reader.namePlace(KeyEntry.Field.name)
        profile = try reader.required(reader.id(KeyEntry.Field.profile))
        user = try reader.textPlace(KeyEntry.Field.user)
        accessKeyID = try reader.required(reader.textPlace(KeyEntry.Field.accessKeyID))
        state = try reader.required(reader.number(KeyEntry.Field.state).flatMap(KeyState.init))
        createdAt = try reader.number(KeyEntry.Field.createdAt)
        expiresAt = try reader.number(KeyEntry.Field.expiresAt)
        isExpiryKnown = try Self.isExpiryKnown(in: reader)
        tag = try reader.textPlace(KeyEntry.Field.tag)
        storedAt = try reader.required(reader.number(KeyEntry.Field.storedAt))
        verifiedAt = try reader.number(KeyEntry.Field.verifiedAt)
        retiredAt = try reader.number(KeyEntry.Field.retiredAt)
    }

    /// The field is there, and 1, where nobody has told the expiry.
    private static func isExpiryKnown(in reader: TLVReader) throws(VaultError) -> Bool {
        guard let number = try reader.number(KeyEntry.Field.isExpiryUnknown, as: UInt8.self) else {
            return true
        }
        guard number == 1 else { throw .damaged("a key's field has an unknown value") }
        return false
    }

    /// How many bytes the secret's fields take, which are the first.
    var recordOffset: Int { name.lowerBound - TLVReader.headCount }

    var nameBytes: ArraySlice<UInt8> { reader.slice(name) }

    /// When it ends, as ``KeyRecord/expiresAt`` says.
    var expiry: Date? { expiresAt.map(Self.date) }

    /// Whether it is this user's, as its bytes say.
    func isOf(user: String) -> Bool {
        self.user.map { reader.text(at: $0) == user } ?? false
    }

    func record(_ id: RecordID) -> KeyRecord {
        KeyRecord(
            id: id, name: EntryName(checked: reader.text(at: name)), profile: profile,
            user: user.map(reader.text), accessKeyID: reader.text(at: accessKeyID), state: state,
            createdAt: createdAt.map(Self.date), expiresAt: expiry, isExpiryKnown: isExpiryKnown,
            tag: tag.map(reader.text), storedAt: Self.date(storedAt),
            verifiedAt: verifiedAt.map(Self.date), retiredAt: retiredAt.map(Self.date))
    }

    private static func date(_ seconds: Int64) -> Date {
        Date(timeIntervalSince1970: Double(seconds))
    }
}
