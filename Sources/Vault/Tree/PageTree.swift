import SecretMemory

/// The pages of one kind: how many there are, and the digests of those that were looked at.
///
/// An entry's page follows from its id (linear hashing, W. Litwin, VLDB 1980), so one entry costs one page however many
/// there are. 64 pages have a node, which holds their digests; the directory holds the digests of the nodes, and the
/// manifest that of the directory.
struct PageTree: Sendable {
    static let pagesInNode = 64

    let kind: PageKind
    private(set) var pageCount: Int
    var entryCount: Int
    /// Of the nodes, in their order; empty until they were read.
    var nodeDigests: [Digest] = []
    /// Of the pages whose node was read.
    var leaves: [Int: PageLeaf] = [:]
    /// The entries of the pages that were opened.
    var entries: [Int: [RecordID]] = [:]

    init(_ kind: PageKind, pageCount: Int = 0, entryCount: Int = 0) {
        self.kind = kind
        self.pageCount = pageCount
        self.entryCount = entryCount
    }

    /// Whether every page was opened.
    var isWhole: Bool { entries.count == pageCount }

    /// The page of an entry; `nil` while there is no page.
    func page(of id: RecordID) -> Int? {
        pageCount == 0 ? nil : Self.page(of: id, among: pageCount)
    }

    /// - Parameter count: how many pages there are, at least 1.
    static func page(of id: RecordID, among count: Int) -> Int {
        let hash = id.firstWord
        // The smallest power of two that is not below the number of pages.
        let width = count == 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
        let page = Int(truncatingIfNeeded: hash & (1 << width &- 1))
        return page < count ? page : page & ((1 << (width - 1)) - 1)
    }

    /// The page whose entries are halved when another page is added at the end.
    static func splitPage(addingTo count: Int) -> Int {
        count - 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount)
    }

    /// Whether there are too many entries for so many pages.
    var isCrowded: Bool {
        pageCount == 1
            ? entryCount > kind.mostInOnePage : entryCount > pageCount * kind.usualLoad
    }

    /// Adds a page and moves to it what belongs there. The page that is halved was opened before.
    ///
    /// - Returns: both pages, which have to be sealed anew.
    mutating func grow() -> [Int] {
        guard pageCount > 0 else {
            pageCount = 1
            entries[0] = []
            return [0]
        }
        let (old, new) = (Self.splitPage(addingTo: pageCount), pageCount)
        pageCount += 1
        let all = entries[old, default: []]
        entries[old] = all.filter { page(of: $0) == old }
        entries[new] = all.filter { page(of: $0) == new }
        return [old, new]
    }
}

/// What a node says of one page: 40 bytes, generation u64 ‖ H(box).
struct PageLeaf: Hashable, Sendable {
    static let byteCount = 40

    let generation: UInt64
    let digest: Digest
}

// MARK: - Nodes and directories

extension PageTree {
    /// - Parameter count: how many pages there are.
    static func nodeCount(of count: Int) -> Int { (count + pagesInNode - 1) / pagesInNode }

    static func node(of page: Int) -> Int { page / pagesInNode }

    /// The pages that a node tells of.
    ///
    /// - Parameter count: how many pages there are.
    private static func pages(of node: Int, among count: Int) -> Range<Int> {
        let first = node * pagesInNode
        return first..<max(first, min(first + pagesInNode, count))
    }

    func isLoaded(node: Int) -> Bool { leaves[node * Self.pagesInNode] != nil }

    func nodeBody(_ node: Int) -> [UInt8] {
        var writer = ByteWriter()
        for page in Self.pages(of: node, among: pageCount) {
            guard let leaf = leaves[page] else { continue }
            writer.append(leaf.generation)
            writer.append(leaf.digest.bytes)
        }
        return writer.bytes
    }

    var directoryBody: [UInt8] { nodeDigests.flatMap(\.bytes) }

    /// H("vault/dir/v1" ‖ kind u32 ‖ number of pages u32 ‖ the nodes' digests).
    static func directoryDigest(_ kind: PageKind, pageCount: Int, _ body: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.append("vault/dir/v1".utf8)
        writer.append(UInt32(kind.rawValue))
        writer.append(UInt32(truncatingIfNeeded: pageCount))
        writer.append(body)
        return BLAKE2b.digest(of: writer.bytes)
    }

    /// H("vault/node/v1" ‖ kind u32 ‖ number of the node u32 ‖ the pages' leaves).
    static func nodeDigest(_ place: PagePlace, _ body: [UInt8]) -> Digest {
        var writer = ByteWriter()
        writer.append("vault/node/v1".utf8)
        writer.append(UInt32(place.kind.rawValue))
        writer.append(UInt32(truncatingIfNeeded: place.number))
        writer.append(body)
        return Digest(hashing: writer.bytes)
    }

    /// Takes a node's leaves once its digest has been compared.
    ///
    /// - Parameter count: how many pages there are in the file.
    mutating func take(node: Int, _ body: [UInt8], among count: Int) throws(VaultError) {
        let pages = Self.pages(of: node, among: count)
        guard body.count == pages.count * PageLeaf.byteCount else {
            throw .damaged("a node tells of more or fewer pages than there are")
        }
        var reader = ByteReader(body)
        for page in pages {
            let generation = try reader.u64()
            guard let digest = Digest(try reader.take(32)) else {
                throw .damaged("a digest has not 32 bytes")
            }
            leaves[page] = PageLeaf(generation: generation, digest: digest)
        }
    }
}
