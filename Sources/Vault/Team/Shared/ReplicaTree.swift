/// Whether a replica's rows are those that a manifest vouches for, as far as that shows without the vault's key: directories, nodes,
/// and the pages of every node that has changed. So a server that leaves out a row, or shows an old one, spoils no replica.
struct ReplicaTree {
    let store: any VaultStore
    let manifest: Manifest
    /// The places of nodes that the server has shown; their pages are looked at.
    let changed: Set<PagePlace>
    /// The places of pages that it has shown.
    let pages: Set<PagePlace>

    /// - Throws: ``TeamError/rows(_:)``, which names the first one that is wrong.
    func check() throws(VaultError) {
        for kind in PageKind.allCases { try check(kind) }
        guard try store.lastEvent() == manifest.auditCount else {
            throw Self.wrong(
                "its log has \(try store.lastEvent()) events, and should have \(manifest.auditCount)"
            )
        }
    }

    private func check(_ kind: PageKind) throws(VaultError) {
        let directory = manifest.directory(of: kind)
        let count = Int(directory.pageCount)
        let body = try store.directory(of: kind) ?? []
        guard PageTree.directoryDigest(kind, pageCount: count, body) == directory.digest,
            body.count == PageTree.nodeCount(of: count) * 32
        else { throw Self.wrong("the directory of the \(kind) is missing, or another one") }
        var tree = PageTree(kind, pageCount: count)
        for number in 0..<PageTree.nodeCount(of: count) {
            let place = PagePlace(kind: kind, number: number)
            guard let node = try store.node(at: place),
                PageTree.nodeDigest(place, node).bytes
                    == Array(body.dropFirst(number * 32).prefix(32))
            else { throw Self.wrong("node \(number) of the \(kind) is missing, or another one") }
            try tree.take(node: number, node, among: count)
        }
        for (number, leaf) in tree.leaves {
            let place = PagePlace(kind: kind, number: number)
            let node = PagePlace(kind: kind, number: PageTree.node(of: number))
            guard changed.contains(node) || pages.contains(place) else { continue }
            guard let row = try store.page(at: place), row.generation == leaf.generation,
                Digest(hashing: row.box) == leaf.digest
            else { throw Self.wrong("page \(number) of the \(kind) is missing, or another one") }
        }
        let extra = pages.filter { $0.kind == kind && $0.number >= count }
        guard extra.isEmpty else { throw Self.wrong("there is a page of the \(kind) too many") }
    }

    private static func wrong(_ what: String) -> VaultError { .team(.rows(what)) }
}
