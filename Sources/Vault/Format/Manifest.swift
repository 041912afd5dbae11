import SecretMemory

/// One row that stands for the whole file: whatever is added, removed, swapped or put back shows here.
struct Manifest: Hashable, Sendable {
    static let byteCount = 372

    /// What it says of the pages of one kind.
    struct Directory: Hashable, Sendable {
        var pageCount: UInt32
        var entryCount: UInt64
        /// H of the directory's row, with its place.
        var digest: [UInt8]

        /// No page and no entry.
        static func empty(_ kind: PageKind) -> Directory {
            Directory(
                pageCount: 0, entryCount: 0,
                digest: PageTree.directoryDigest(kind, pageCount: 0, []))
        }
    }

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
    /// One of each kind.
    let directories: [PageKind: Directory]
    let auditCount: UInt64
    let auditHead: [UInt8]

    func directory(of kind: PageKind) -> Directory { directories[kind] ?? .empty(kind) }

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
        for kind in PageKind.allCases {
            let directory = directory(of: kind)
            writer.append(directory.pageCount)
            writer.append(directory.entryCount)
            writer.append(directory.digest)
        }
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
        var directories: [PageKind: Directory] = [:]
        for kind in PageKind.allCases {
            directories[kind] = Directory(
                pageCount: try reader.u32(), entryCount: try reader.u64(),
                digest: Array(try reader.take(32)))
        }
        self.directories = directories
        auditCount = try reader.u64()
        auditHead = Array(try reader.take(32))
    }

    /// H of all slots' bytes, in the order of their numbers.
    static func digest(ofSlots slots: [[UInt8]]) -> [UInt8] {
        BLAKE2b.digest(of: slots.flatMap { $0 })
    }
}
