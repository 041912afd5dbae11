extension Replica {
    /// All that the file has, its signatures verified. Whether its rows are the manifest's takes the vault's key.
    func content(founding: [UInt8]) throws(VaultError) -> TeamContent {
        let newest = try eventHeads().map {
            TeamContent.MemberRow(member: $0.key, event: $0.value)
        }
        return try content(founding: founding, events: newest)
    }

    func content(
        founding: [UInt8], events: [TeamContent.MemberRow]
    ) throws(VaultError) -> TeamContent {
        let (manifests, entries) = (try newestManifests(), try entries())
        let slots = try slots()
        return TeamContent(
            history: try TeamHistory(
                of: vaultID, walking: manifests, entries: entries, slots: slots,
                founding: founding),
            manifests: manifests, entries: entries, slots: slots, rows: try rows(),
            events: events)
    }

    func entries() throws(VaultError) -> [SignedStatement] {
        try statements("SELECT body, signature FROM signed_roster ORDER BY number")
    }

    /// Those that follow each other up to the newest one: a machine that was away for long may have older ones, too.
    private func newestManifests() throws(VaultError) -> [SignedStatement] {
        var statement = try connection.prepare(
            "SELECT epoch, body, signature FROM signed_manifest ORDER BY epoch DESC")
        var found: [SignedStatement] = []
        var next: Int64?
        while try statement.step() {
            let epoch = statement.integer(0)
            guard epoch == next ?? epoch else { break }
            found.append(SignedStatement(body: statement.blob(1), signature: statement.blob(2)))
            next = epoch - 1
        }
        return found.reversed()
    }

    /// The oldest epoch from which on this machine has each up to the newest.
    func oldestEpoch() throws(VaultError) -> UInt64 {
        var statement = try connection.prepare(
            "SELECT epoch FROM signed_manifest ORDER BY epoch DESC")
        var oldest: Int64?
        while try statement.step() {
            let epoch = statement.integer(0)
            guard oldest == nil || epoch == oldest.map({ $0 - 1 }) else { break }
            oldest = epoch
        }
        return UInt64(clamping: oldest ?? 1)
    }

    /// How many manifests there are in all, also before a gap.
    func manifestCount() throws(VaultError) -> Int {
        var statement = try connection.prepare("SELECT count(*) FROM signed_manifest")
        return try statement.step() ? Int(clamping: statement.integer(0)) : 0
    }

    private func rows() throws(VaultError) -> SharedRows {
        var rows = SharedRows()
        var pages = try connection.prepare("SELECT place, generation, body FROM page")
        while try pages.step() {
            rows.pages[try Self.place(pages.integer(0))] = BoxRow(
                generation: UInt64(bitPattern: pages.integer(1)), box: pages.blob(2))
        }
        var nodes = try connection.prepare("SELECT place, body FROM node")
        while try nodes.step() { rows.nodes[try Self.place(nodes.integer(0))] = nodes.blob(1) }
        var directories = try connection.prepare("SELECT kind, body FROM directory")
        while try directories.step() {
            guard let kind = UInt16(exactly: directories.integer(0)).flatMap(PageKind.init) else {
                throw Self.wrongRow
            }
            rows.directories[kind] = directories.blob(1)
        }
        try store.events(from: 1) { (number, box) throws(VaultError) in
            rows.events.append((number, box))
            return true
        }
        var secrets = try connection.prepare("SELECT id, generation, body FROM secret")
        while try secrets.step() {
            guard let id = RecordID(secrets.blob(0)) else { throw Self.wrongRow }
            rows.secrets.append(
                SecretRow(
                    id: id, generation: UInt64(bitPattern: secrets.integer(1)),
                    box: secrets.blob(2)))
        }
        return rows
    }

    private static func place(_ row: Int64) throws(VaultError) -> PagePlace {
        guard let place = PagePlace(row: row) else { throw wrongRow }
        return place
    }

    private static let wrongRow = VaultError.damaged(
        "the copy has a row that no vault has written")
}
