import Glibc

/// Reading many pages: while the key's holder opens some, the next are read and verified, and the ones before decoded.
extension LoadedVault {
    /// Opens the pages of some kinds under a snapshot that the caller holds, but for those that were opened before.
    ///
    /// - Parameters:
    ///   - early: pages that were opened before it was known whether they are the manifest's.
    ///   - found: how many pages of each kind the file has.
    ///   - body: gets the content of each page once the manifest vouches for it.
    func streamPages(
        of kinds: [PageKind], early: EarlyPages = EarlyPages(), found: inout [PageKind: Int],
        _ body: (PagePlace, [UInt8]) throws(VaultError) -> Void
    ) throws(VaultError) {
        var cursor = PageCursor(kinds)
        var sealed = try next(&cursor)
        var opened: [(place: PagePlace, payload: [UInt8])] = []
        while !sealed.isEmpty {
            let (now, before) = (sealed, opened)
            var failure: VaultError?
            opened = try open(now, early) {
                do throws(VaultError) {
                    for page in before { try body(page.place, page.payload) }
                    sealed = try next(&cursor)
                } catch { failure = error }
            }
            if let failure { throw failure }
        }
        for page in opened { try body(page.place, page.payload) }
        found = cursor.found
    }

    /// The next pages, as many as one message has room for, each of them the manifest's; none at the end.
    private func next(_ cursor: inout PageCursor) throws(VaultError) -> [SealedPage] {
        var (pages, bytes) = ([SealedPage](), 0)
        while let kind = cursor.kind, bytes < Page.mostBytes {
            if cursor.number == 0 {
                for node in 0..<nodeCount(of: kind) { try readNode(node, of: kind) }
            }
            let some = try store.pages(
                of: kind, from: cursor.number, mostBytes: Page.mostBytes - bytes)
            cursor.pass(some)
            for page in some where tree(kind).entries[page.number] == nil {
                let place = PagePlace(kind: kind, number: page.number)
                try requireVouched(page.row, at: place)
                pages.append(SealedPage(place: place, row: page.row))
                bytes += page.row.box.count
            }
        }
        return pages
    }

    private func open(
        _ pages: [SealedPage], _ early: EarlyPages, meanwhile work: () -> Void
    ) throws(VaultError) -> [(place: PagePlace, payload: [UInt8])] {
        if let payloads = early.payloads(of: pages) {
            work()
            return payloads
        }
        do throws(BatchError) {
            let opened = try key.openEach(
                pages.map { $0.row.metadata(of: $0.place) }, meanwhile: work)
            return zip(pages, opened).map { ($0.place, $1.payload) }
        } catch { throw error.reason }
    }
}

/// A page that the manifest vouches for.
struct SealedPage {
    let place: PagePlace
    let row: BoxRow
}

/// How far the pages of some kinds were read.
private struct PageCursor {
    private var kinds: ArraySlice<PageKind>
    private(set) var number = 0
    private(set) var found: [PageKind: Int] = [:]

    init(_ kinds: [PageKind]) { self.kinds = kinds[...] }

    var kind: PageKind? { kinds.first }

    /// Goes behind these pages, or to the next kind if there are none.
    mutating func pass(_ pages: [NumberedPage]) {
        guard let kind, let last = pages.last else {
            kinds = kinds.dropFirst()
            number = 0
            return
        }
        found[kind, default: 0] += pages.count
        number = last.number + 1
    }
}

/// Pages that were opened before the manifest was verified, in one message with it. Nothing of them is looked at before a
/// leaf vouches for the very box that was opened.
struct EarlyPages {
    private var pages: [PagePlace: (row: BoxRow, payload: [UInt8])] = [:]

    mutating func take(_ payload: [UInt8], of page: SealedPage) {
        pages[page.place] = (page.row, payload)
    }

    /// What is in those boxes; `nil` unless all of them were opened.
    func payloads(of sealed: [SealedPage]) -> [(place: PagePlace, payload: [UInt8])]? {
        var payloads: [(place: PagePlace, payload: [UInt8])] = []
        for page in sealed {
            guard let early = pages[page.place], early.row.isSame(as: page.row) else { return nil }
            payloads.append((page.place, early.payload))
        }
        return payloads
    }
}

extension BoxRow {
    fileprivate func isSame(as other: BoxRow) -> Bool {
        guard generation == other.generation, box.count == other.box.count else { return false }
        return unsafe box.withUnsafeBytes { mine in
            unsafe other.box.withUnsafeBytes { theirs in
                guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else {
                    return true
                }
                return unsafe memcmp(mine, theirs, box.count) == 0
            }
        }
    }

    func metadata(of place: PagePlace) -> MetadataBox {
        MetadataBox(box, under: .page(place, generation: generation), type: place.kind.rawValue)
    }
}
