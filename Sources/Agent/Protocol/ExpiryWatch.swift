import SecretMemory
package import Vault

/// Names of keys and when they expire: what an agent may keep after it has locked, and nothing else.
package struct ExpiryWatch: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let name: String
        /// Seconds since 1970.
        package let expiresAt: Int64
        /// From then on somebody has to renew it.
        package let dueFrom: Int64

        package init(name: String, expiresAt: Int64, dueFrom: Int64) {
            (self.name, self.expiresAt, self.dueFrom) = (name, expiresAt, dueFrom)
        }
    }

    /// Whose keys they are.
    package let vaultID: RecordID
    /// When the vault was looked at, in seconds since 1970.
    package let takenAt: Int64
    package let entries: [Entry]

    /// The most bytes for the entries, so that they and the head fit in one message.
    private static let mostBytes = 60_000

    /// - Parameter entries: soonest first; those at the end are left out where a message has no room for them.
    package init(of vaultID: RecordID, at takenAt: Int64, _ entries: some Sequence<Entry>) {
        (self.vaultID, self.takenAt) = (vaultID, takenAt)
        var (kept, room) = ([Entry](), Self.mostBytes)
        for entry in entries {
            room -= entry.byteCount
            guard room >= 0, kept.count < Int(UInt16.max) else { break }
            if entry.name.utf8.count <= EntryName.longest { kept.append(entry) }
        }
        self.entries = kept
    }
}

// MARK: - As it travels: id 16 ‖ time i64 ‖ count u16 ‖ entries, each expiry i64 ‖ due i64 ‖ length u8 ‖ name

extension ExpiryWatch {
    static let headCount = RecordID.byteCount + 10

    var byteCount: Int { entries.reduce(Self.headCount) { $0 + $1.byteCount } }

    func append(to output: inout OutputRawSpan) {
        output.append(vaultID.bytes)
        output.append(UInt64(bitPattern: takenAt))
        output.append(UInt16(truncatingIfNeeded: entries.count))
        for entry in entries {
            output.append(UInt64(bitPattern: entry.expiresAt))
            output.append(UInt64(bitPattern: entry.dueFrom))
            output.append([UInt8(truncatingIfNeeded: entry.name.utf8.count)])
            output.append(Array(entry.name.utf8))
        }
    }

    init(reading bytes: RawSpan) throws(MalformedMessage) {
        var reader = FrameReader(bytes)
        try self.init(&reader, bytes)
    }

    init(_ reader: inout FrameReader, _ bytes: RawSpan) throws(MalformedMessage) {
        vaultID = try reader.id(bytes)
        takenAt = Int64(bitPattern: try reader.u64(bytes))
        var entries: [Entry] = []
        for _ in 0..<(try reader.u16(bytes)) {
            let (expiry, due) = (try reader.u64(bytes), try reader.u64(bytes))
            let name = try reader.take(Int(reader.u8(bytes)), bytes)
            // What comes through the socket is shown to a person later, so it must be a name as the vault allows them.
            guard let name = EntryName(String(decoding: name, as: UTF8.self)) else {
                throw MalformedMessage()
            }
            entries.append(
                Entry(
                    name: name.description, expiresAt: Int64(bitPattern: expiry),
                    dueFrom: Int64(bitPattern: due)))
        }
        try reader.finish()
        self.entries = entries
    }
}

extension ExpiryWatch.Entry {
    fileprivate var byteCount: Int { 17 + name.utf8.count }
}
