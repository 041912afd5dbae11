/// Puts rows into a replica's tables; the caller has begun the transaction and commits it.
extension Replica {
    /// What the server has shown, once it was verified.
    ///
    /// - Parameters:
    ///   - history: as it is with the news.
    ///   - manifests: those that are new here.
    ///   - entries: of the roster, those that are new here, the first with its number.
    func apply(
        _ news: TeamNews, _ history: TeamHistory, manifests: [SignedStatement],
        entries: [SignedStatement], from number: UInt64
    ) throws(VaultError) {
        try put(news.rows)
        try put(slots: news.slots)
        try put(entries: entries, from: number)
        guard let newest = history.newest else { return }
        let first = newest.manifest.epoch - UInt64(max(0, manifests.count - 1))
        for (index, manifest) in manifests.enumerated() {
            try put(manifest, at: first + UInt64(index))
        }
        try run("DELETE FROM manifest") { _ in }
        try RowWriter.create(newest.row, in: connection)
    }

    func put(_ manifest: SignedStatement, at epoch: UInt64) throws(VaultError) {
        try run(
            "INSERT OR REPLACE INTO signed_manifest(epoch, body, signature) VALUES (?1, ?2, ?3)"
        ) { insert throws(VaultError) in
            try insert.bind(1, Int64(clamping: epoch))
            try insert.bind(2, manifest.body)
            try insert.bind(3, manifest.signature)
        }
    }

    func put(entries: [SignedStatement], from first: UInt64) throws(VaultError) {
        for (index, entry) in entries.enumerated() {
            try run("INSERT INTO signed_roster(number, body, signature) VALUES (?1, ?2, ?3)") {
                insert throws(VaultError) in
                try insert.bind(1, Int64(clamping: first + UInt64(index)))
                try insert.bind(2, entry.body)
                try insert.bind(3, entry.signature)
            }
        }
    }

    /// All slots, in place of those that are there.
    func put(slots: [MemberSlot]) throws(VaultError) {
        try run("DELETE FROM member_slot") { _ in }
        for slot in slots {
            try run("INSERT INTO member_slot(member, key_epoch, body) VALUES (?1, ?2, ?3)") {
                insert throws(VaultError) in
                try insert.bind(1, slot.member.bytes)
                try insert.bind(2, Int64(bitPattern: slot.keyEpoch))
                try insert.bind(3, slot.box)
            }
        }
    }

    func put(_ event: SignedEvent, of member: RecordID) throws(VaultError) {
        try run(
            """
            INSERT OR REPLACE INTO event_head(member, sequence, body, signature) \
            VALUES (?1, ?2, ?3, ?4)
            """
        ) { insert throws(VaultError) in
            try insert.bind(1, member.bytes)
            try insert.bind(2, Int64(bitPattern: event.sequence))
            try insert.bind(3, event.statement.body)
            try insert.bind(4, event.statement.signature)
        }
    }

    private func put(_ rows: SharedRows) throws(VaultError) {
        for (place, row) in rows.pages {
            try run("INSERT OR REPLACE INTO page(place, generation, body) VALUES (?1, ?2, ?3)") {
                insert throws(VaultError) in
                try insert.bind(1, place.row)
                try insert.bind(2, Int64(bitPattern: row.generation))
                try insert.bind(3, row.box)
            }
        }
        for (place, body) in rows.nodes {
            try put("INSERT OR REPLACE INTO node(place, body) VALUES (?1, ?2)", place.row, body)
        }
        for (kind, body) in rows.directories {
            try put(
                "INSERT OR REPLACE INTO directory(kind, body) VALUES (?1, ?2)",
                Int64(kind.rawValue), body)
        }
        for event in rows.events {
            try put(
                "INSERT OR REPLACE INTO audit(sequence, body) VALUES (?1, ?2)",
                Int64(bitPattern: event.sequence), event.box)
        }
        // A name that was given up and taken again has another id: an id that is gone stays gone.
        for row in rows.secrets {
            try run("INSERT OR REPLACE INTO secret(id, generation, body) VALUES (?1, ?2, ?3)") {
                insert throws(VaultError) in
                try insert.bind(1, row.id.bytes)
                try insert.bind(2, Int64(bitPattern: row.generation))
                try insert.bind(3, row.box)
            }
        }
        for id in rows.removedSecrets {
            try run("DELETE FROM secret WHERE id = ?1") { delete throws(VaultError) in
                try delete.bind(1, id.bytes)
            }
        }
    }

    private func put(
        _ sql: StaticString, _ number: Int64, _ body: [UInt8]
    ) throws(VaultError) {
        try run(sql) { insert throws(VaultError) in
            try insert.bind(1, number)
            try insert.bind(2, body)
        }
    }

    private func run(
        _ sql: StaticString, _ bind: (inout Statement) throws(VaultError) -> Void
    ) throws(VaultError) {
        var statement = try connection.prepare(sql)
        try bind(&statement)
        while try statement.step() {}
    }
}
