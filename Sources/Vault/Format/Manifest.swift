import SecretMemory

/// One row that stands for the whole file: whatever is added, removed, swapped or put back shows here.
struct Manifest: Hashable, Sendable {
    static let byteCount = 232

    let vaultID: RecordID
    /// Counts the writes, from 1.
    let epoch: UInt64
    let keyEpoch: UInt64
    let keyID: [UInt8]
    let previousMAC: [UInt8]
    /// Seconds since 1970, UTC.
    let time: UInt64
    let slotCount: UInt32
    let slotDigest: [UInt8]
    let pageCount: UInt32
    let pageDigest: [UInt8]
    let auditCount: UInt64
    let auditHead: [UInt8]

    var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append("vault/man/v1".utf8)
        writer.append(vaultID.bytes)
        writer.append(UInt32(Schema.format))
        writer.append(epoch)
        writer.append(keyEpoch)
        writer.append(keyID)
        writer.append(previousMAC)
        writer.append(time)
        writer.append(slotCount)
        writer.append(slotDigest)
        writer.append(pageCount)
        writer.append(pageDigest)
        writer.append(auditCount)
        writer.append(auditHead)
        return writer.bytes
    }
}

extension Manifest {
    init(reading bytes: [UInt8]) throws(VaultError) {
        var reader = ByteReader(bytes)
        guard bytes.count == Self.byteCount,
            try Array(reader.take(12)) == Array("vault/man/v1".utf8)
        else { throw .damaged("the manifest is none") }
        vaultID = try reader.id()
        guard try Int64(reader.u32()) == Schema.format else {
            throw .damaged("the manifest is of another format")
        }
        epoch = try reader.u64()
        keyEpoch = try reader.u64()
        keyID = Array(try reader.take(32))
        previousMAC = Array(try reader.take(32))
        time = try reader.u64()
        slotCount = try reader.u32()
        slotDigest = Array(try reader.take(32))
        pageCount = try reader.u32()
        pageDigest = Array(try reader.take(32))
        auditCount = try reader.u64()
        auditHead = Array(try reader.take(32))
    }

    /// H of all slots' bytes, in the order of their numbers.
    static func digest(ofSlots slots: [[UInt8]]) -> [UInt8] {
        BLAKE2b.digest(of: slots.flatMap { $0 })
    }

    /// H of all pages' leaves, in the order of their ids.
    static func digest(ofPages pages: [RecordID: PageState]) -> [UInt8] {
        var leaves = ByteWriter()
        for (id, page) in pages.sorted(by: { $0.key < $1.key }) {
            leaves.append(leaf(id, page))
        }
        return BLAKE2b.digest(of: leaves.bytes)
    }

    /// H("vault/leaf/v1" ‖ table u32 ‖ page id ‖ generation u64 ‖ H(box)).
    private static func leaf(_ id: RecordID, _ page: PageState) -> [UInt8] {
        var writer = ByteWriter()
        writer.append("vault/leaf/v1".utf8)
        writer.append(SealingContext.Table.page.rawValue)
        writer.append(id.bytes)
        writer.append(page.generation)
        writer.append(page.digest)
        return BLAKE2b.digest(of: writer.bytes)
    }
}
