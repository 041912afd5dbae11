import PostgreSQL

/// What a server lacks, as it was signed: nothing is signed anew.
extension TeamWrite {
    /// What a server has of a vault by now.
    struct Standing {
        /// 0 for an empty database.
        let epoch: UInt64
        let entryCount: UInt64
        let eventCount: UInt64
        let secrets: Set<RecordID>
        /// Whether its slots are those of the content; else the vault has another key, and all of its log was sealed anew.
        let hasSameSlots: Bool

        static let empty = Standing(
            epoch: 0, entryCount: 0, eventCount: 0, secrets: [], hasSameSlots: false)
    }

    /// The manifests come first: the first of them is the compare-and-swap.
    init?(putting content: TeamContent, upon standing: Standing) {
        self.init(manifests: content.manifests(after: standing.epoch))
        let known = min(Int(clamping: standing.entryCount), content.entries.count)
        add(entries: Array(content.entries.dropFirst(known)), from: UInt64(known))
        if !standing.hasSameSlots { replace(slots: content.slots) }
        put(log: content.rows.events, upon: standing)
        put(content.rows.secrets)
        for id in standing.secrets.subtracting(content.rows.secrets.map(\.id)) { remove(id) }
        put(content.rows)
        for row in content.events {
            add(OwnEvents.insertion(row.event, of: row.member, unlessThere: true))
        }
    }

    private mutating func put(
        log: [(sequence: UInt64, box: [UInt8])], upon standing: Standing
    ) {
        let isNew = !standing.hasSameSlots
        if isNew, standing.epoch > 0 { add("DELETE FROM osc_vault.event") }
        for event in log where isNew || event.sequence > standing.eventCount {
            add(
                "INSERT INTO osc_vault.event(sequence, body, epoch) VALUES ($1, $2, $3)",
                .integer(Int64(bitPattern: event.sequence)), .bytes(event.box), written)
        }
    }

    /// A row that is there as it should be keeps its epoch, so that nobody fetches it again.
    private mutating func put(_ secrets: [SecretRow]) {
        for row in secrets {
            add(
                """
                INSERT INTO osc_vault.secret AS s(id, generation, body, epoch) \
                VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE \
                SET generation = $2, body = $3, epoch = $4 WHERE s.generation <> $2 OR s.body <> $3
                """,
                .bytes(row.id.bytes), .integer(Int64(bitPattern: row.generation)),
                .bytes(row.box), written)
        }
    }

    private mutating func remove(_ id: RecordID) {
        add("DELETE FROM osc_vault.secret WHERE id = $1", .bytes(id.bytes))
        add(
            "INSERT INTO osc_vault.gone(id, epoch) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            .bytes(id.bytes), written)
    }

    private mutating func put(_ rows: SharedRows) {
        for (place, row) in rows.pages {
            add(
                """
                INSERT INTO osc_vault.page AS p(place, generation, body, epoch) \
                VALUES ($1, $2, $3, $4) ON CONFLICT (place) DO UPDATE \
                SET generation = $2, body = $3, epoch = $4 WHERE p.generation <> $2 OR p.body <> $3
                """,
                .integer(place.row), .integer(Int64(bitPattern: row.generation)),
                .bytes(row.box), written)
        }
        for (place, body) in rows.nodes {
            add(
                """
                INSERT INTO osc_vault.node AS n(place, body, epoch) VALUES ($1, $2, $3) \
                ON CONFLICT (place) DO UPDATE SET body = $2, epoch = $3 WHERE n.body <> $2
                """, .integer(place.row), .bytes(body), written)
        }
        for (kind, body) in rows.directories {
            add(
                """
                INSERT INTO osc_vault.directory AS d(kind, body, epoch) VALUES ($1, $2, $3) \
                ON CONFLICT (kind) DO UPDATE SET body = $2, epoch = $3 WHERE d.body <> $2
                """, .integer(Int64(kind.rawValue)), .bytes(body), written)
        }
    }
}
