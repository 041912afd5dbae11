import SecretMemory

/// Every page that can be read, and the names of those that can't.
extension Surveyor {
    mutating func readPages(of kind: PageKind) throws(VaultError) {
        let found = try row { () throws(VaultError) in try store.pageCount(of: kind) } ?? 0
        let count = manifest.map { Int($0.directory(of: kind).pageCount) } ?? found
        if found != count {
            survey.findings.append("there are \(found) pages of \(kind.text) and not \(count)")
        }
        let pages = pages(count)
        let leaves = try leaves(of: kind, count: pages.count)
        for number in pages {
            let place = PagePlace(kind: kind, number: number)
            guard let page = try row({ () throws(VaultError) in try store.page(at: place) }) else {
                survey.findings.append("page \(number) of \(kind.text) is missing")
                continue
            }
            guard let payload = try payload(of: page, at: place) else {
                survey.findings.append("page \(number) of \(kind.text) does not open")
                continue
            }
            if leaves[number]?.generation != page.generation
                || leaves[number]?.digest != Digest(hashing: page.box)
            {
                survey.findings.append(
                    "nothing vouches for page \(number) of \(kind.text), which may be an earlier one"
                )
            }
            take(payload, at: place)
        }
    }

    func payload(
        of page: BoxRow, at place: PagePlace
    ) throws(VaultError) -> [UInt8]? {
        do throws(BatchError) {
            return try key.openEach([page.metadata(of: place)]).first?.payload
        } catch {
            switch error.reason {
            case .damaged, .entryTooLarge: return nil
            default: throw error.reason
            }
        }
    }

    mutating func take(_ payload: [UInt8], at place: PagePlace) {
        guard let entries = try? Page.decode(payload) else {
            return survey.findings.append(
                "page \(place.number) of \(place.kind.text) has no entries as a page has them")
        }
        for entry in entries {
            do throws(VaultError) { try take(entry.fields, entry.id, place.kind) } catch {
                survey.findings.append(
                    "an entry in page \(place.number) of \(place.kind.text) can't be read")
            }
        }
    }

    mutating func take(
        _ fields: ArraySlice<UInt8>, _ id: RecordID, _ kind: PageKind
    ) throws(VaultError) {
        switch kind {
        case .keys: keys[id] = try KeyEntry.decode(fields, id: id)
        case .profiles: survey.profiles.append(try ProfileEntry.decode(fields, id: id))
        case .journal: survey.intents.append(try IntentEntry.decode(fields, id: id))
        case .names: names[id] = try NameEntry.decode(fields)
        }
    }

    /// Those of the nodes that the manifest vouches for.
    mutating func leaves(
        of kind: PageKind, count: Int
    ) throws(VaultError) -> [Int: PageLeaf] {
        guard let manifest, count > 0 else { return [:] }
        let body =
            try row { () throws(VaultError) in try store.directory(of: kind) } ?? []
        guard
            PageTree.directoryDigest(kind, pageCount: count, body)
                == manifest.directory(of: kind).digest
        else {
            survey.findings.append("the directory of \(kind.text) is not the one of the manifest")
            return [:]
        }
        var tree = PageTree(kind, pageCount: count)
        for node in 0..<PageTree.nodeCount(of: count) {
            let place = PagePlace(kind: kind, number: node)
            let wanted = Digest(body.dropFirst(32 * node).prefix(32))
            guard let found = try row({ () throws(VaultError) in try store.node(at: place) }),
                PageTree.nodeDigest(place, found) == wanted,
                (try? tree.take(node: node, found, among: count)) != nil
            else {
                survey.findings.append("node \(node) of \(kind.text) is not the manifest's")
                continue
            }
        }
        return tree.leaves
    }
}

extension PageKind {
    /// In a sentence about a page.
    var text: String {
        switch self {
        case .keys: "the keys"
        case .profiles: "the profiles"
        case .journal: "the journal"
        case .names: "the index of names"
        }
    }
}
