import SecretMemory

/// What a member signs with every write: the tree's manifest, and where the other chains stood.
///
/// Content of a statement `vault/man/v2`: author's member id 16 ‖ entries in the roster u64 ‖ the roster's head 32 ‖ digest of the
/// members' slots 32 ‖ the tree's manifest 372 ‖ its MAC 32 ‖ number of event heads u32 ‖ those, by ascending member: member id
/// 16 ‖ number of events u64 ‖ head 32.
struct ManifestStatement: Hashable, Sendable {
    let author: RecordID
    let rosterCount: UInt64
    let rosterHead: [UInt8]
    /// ``MemberSlot/digest(of:)``
    let slotDigest: [UInt8]
    /// What the vault's key vouches for; only who has it can tell.
    let row: ManifestRow
    /// The tree's manifest, as the row says it.
    let manifest: Manifest
    /// How far the members' own events had come, as the author has seen it.
    let events: [EventHead]

    init(
        author: RecordID, roster: Roster, slotDigest: [UInt8], row: ManifestRow, events: [EventHead]
    ) throws(VaultError) {
        (self.author, self.slotDigest, self.row) = (author, slotDigest, row)
        (rosterCount, rosterHead) = (roster.count, roster.head)
        manifest = try Manifest(reading: row.body)
        self.events = events.sorted { $0.member < $1.member }
    }

    /// - Throws: ``VaultError/damaged(_:)`` for what no version of this program writes.
    init(reading content: ArraySlice<UInt8>) throws(VaultError) {
        var reader = ByteReader(content)
        author = try reader.id()
        rosterCount = try reader.u64()
        rosterHead = Array(try reader.take(32))
        slotDigest = Array(try reader.take(32))
        row = ManifestRow(
            body: Array(try reader.take(Manifest.byteCount)), mac: Array(try reader.take(32)))
        manifest = try Manifest(reading: row.body)
        let count = Int(try reader.u32())
        guard count * EventHead.byteCount == reader.remaining else { throw Self.malformed }
        var events: [EventHead] = []
        for _ in 0..<count { events.append(try EventHead(reading: &reader)) }
        guard zip(events, events.dropFirst()).allSatisfy({ $0.member < $1.member }) else {
            throw Self.malformed
        }
        self.events = events
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(author.bytes)
        writer.append(rosterCount)
        writer.append(rosterHead)
        writer.append(slotDigest)
        writer.append(row.bytes)
        writer.append(UInt32(events.count))
        for event in events { writer.append(event.bytes) }
        return writer.bytes
    }

    private static let malformed = VaultError.damaged("a manifest's statement is none")
}

/// How far a member's own chain of events had come.
struct EventHead: Hashable, Sendable {
    static let byteCount = 56

    let member: RecordID
    let count: UInt64
    let head: [UInt8]

    init(member: RecordID, count: UInt64, head: [UInt8]) {
        (self.member, self.count, self.head) = (member, count, head)
    }

    init(reading reader: inout ByteReader) throws(VaultError) {
        member = try reader.id()
        count = try reader.u64()
        head = Array(try reader.take(32))
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(member.bytes)
        writer.append(count)
        writer.append(head)
        return writer.bytes
    }
}

extension MemberSlot {
    /// H of all slots, by ascending member: member id 16 ‖ key epoch u64 ‖ box.
    static func digest(of slots: [MemberSlot]) -> [UInt8] {
        var writer = ByteWriter()
        for slot in slots.sorted(by: { $0.member < $1.member }) {
            writer.append(slot.member.bytes)
            writer.append(slot.keyEpoch)
            writer.append(slot.box)
        }
        return BLAKE2b.digest(of: writer.bytes)
    }
}
