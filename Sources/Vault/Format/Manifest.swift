import FoundationEssentials
import SecretMemory

/// One row that stands for the whole file: whatever is added, removed, swapped or put back shows here.
struct Manifest: Hashable, Sendable {
    static let byteCount = 372
    /// What it says of the pages of all kinds.
    static let directoriesCount = 4 * 44

    /// What it says of the pages of one kind.
    struct Directory: Hashable, Sendable {
        var pageCount: UInt32
        var entryCount: UInt64
        /// H of the directory's row, with its place.
        var digest: [UInt8]

        /// Whether so many entries can stand in so many pages: an entry takes 20 bytes at least.
        var hasRoom: Bool { entryCount <= UInt64(pageCount) * UInt64(Page.mostBytes / 20) }

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
        writer.append(Self.bytes(of: directories))
        writer.append(auditCount)
        writer.append(auditHead)
        return writer.bytes
    }

    /// Of every kind, number of pages u32 ‖ number of entries u64 ‖ digest 32.
    static func bytes(of directories: [PageKind: Directory]) -> [UInt8] {
        var writer = ByteWriter()
        for kind in PageKind.allCases {
            let directory = directories[kind] ?? .empty(kind)
            writer.append(directory.pageCount)
            writer.append(directory.entryCount)
            writer.append(directory.digest)
        }
        return writer.bytes
    }
}

extension Date {
    /// The time of a write as a manifest has it: whole seconds since 1970, and 0 for what was before.
    var manifestTime: UInt64 { UInt64(exactly: max(0, timeIntervalSince1970).rounded(.down)) ?? 0 }
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
        directories = try Self.directories(Array(try reader.take(Self.directoriesCount)))
        guard directories.values.allSatisfy(\.hasRoom) else {
            throw .damaged("the manifest counts more entries than its pages have room for")
        }
        auditCount = try reader.u64()
        auditHead = Array(try reader.take(32))
    }

    static func directories(
        _ bytes: [UInt8]
    ) throws(VaultError) -> [PageKind: Directory] {
        var reader = ByteReader(bytes)
        var directories: [PageKind: Directory] = [:]
        for kind in PageKind.allCases {
            directories[kind] = Directory(
                pageCount: try reader.u32(), entryCount: try reader.u64(),
                digest: Array(try reader.take(32)))
        }
        guard reader.isAtEnd else { throw .damaged("the manifest is none") }
        return directories
    }

    /// H of all slots' bytes, in the order of their numbers.
    static func digest(ofSlots slots: [[UInt8]]) -> [UInt8] {
        BLAKE2b.digest(of: slots.flatMap { $0 })
    }
}
