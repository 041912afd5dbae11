package import FoundationEssentials

/// A key as lists have it: its record, but for its texts, which are bytes where they stand. Nothing is allocated for one of
/// many.
package struct ListedKey: DatedKey, Sendable {
    package let id: RecordID
    package let profile: RecordID
    package let state: KeyState
    package let createdAt: Date?
    package let expiresAt: Date?
    package let isExpiryKnown: Bool
    package let storedAt: Date
    package let verifiedAt: Date?
    package let retiredAt: Date?
    package let exposedSince: Date?
    /// UTF-8, with the texts of other keys perhaps.
    let bytes: [UInt8]
    let texts: Texts

    /// Where the texts stand.
    struct Texts: Sendable {
        var name: Range<Int>
        var accessKeyID: Range<Int>
        var user: Range<Int>?
        var tag: Range<Int>?
        var exposedTo: Range<Int>?
    }

    package var name: ArraySlice<UInt8> { bytes[texts.name] }
    package var accessKeyID: ArraySlice<UInt8> { bytes[texts.accessKeyID] }
    package var user: ArraySlice<UInt8>? { texts.user.map { bytes[$0] } }
    package var tag: ArraySlice<UInt8>? { texts.tag.map { bytes[$0] } }

    /// The member who could read it.
    package var exposedTo: String? { text(texts.exposedTo) }

    package var record: KeyRecord {
        var record = KeyRecord(
            id: id, name: EntryName(checked: text(texts.name)), profile: profile,
            user: text(texts.user), accessKeyID: text(texts.accessKeyID), state: state,
            createdAt: createdAt, expiresAt: expiresAt, isExpiryKnown: isExpiryKnown,
            tag: text(texts.tag), storedAt: storedAt, verifiedAt: verifiedAt, retiredAt: retiredAt)
        if let since = exposedSince, let member = text(texts.exposedTo) {
            record.exposure = KeyExposure(since: since, member: EntryName(checked: member))
        }
        return record
    }

    private func text(_ place: Range<Int>?) -> String? { place.map(text) }

    private func text(_ place: Range<Int>) -> String {
        String(decoding: bytes[place], as: UTF8.self)
    }
}

extension ListedKey {
    package init(_ record: KeyRecord) {
        var bytes: [UInt8] = []
        func place(_ text: String) -> Range<Int> {
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            return start..<bytes.count
        }
        let texts = Texts(
            name: place(record.name.description), accessKeyID: place(record.accessKeyID),
            user: record.user.map(place), tag: record.tag.map(place),
            exposedTo: record.exposure.map { place($0.member.description) })
        self.init(
            id: record.id, profile: record.profile, state: record.state,
            createdAt: record.createdAt, expiresAt: record.expiresAt,
            isExpiryKnown: record.isExpiryKnown, storedAt: record.storedAt,
            verifiedAt: record.verifiedAt, retiredAt: record.retiredAt,
            exposedSince: record.exposure?.since, bytes: bytes, texts: texts)
    }
}

/// What decides when a key is due, of a record and of a listed key alike.
package protocol DatedKey {
    var id: RecordID { get }
    var state: KeyState { get }
    var createdAt: Date? { get }
    var expiresAt: Date? { get }
    var storedAt: Date { get }
    var retiredAt: Date? { get }
    /// Since when somebody can read it who should not know it any more.
    var exposedSince: Date? { get }
}

extension KeyRecord: DatedKey {
    package var exposedSince: Date? { exposure?.since }
}
