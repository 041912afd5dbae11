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
        try connection.execute("DELETE FROM manifest")
        try RowWriter.create(newest.row, in: connection)
    }

    func put(_ manifest: SignedStatement, at epoch: UInt64) throws(VaultError) {
        try RowWriter.each(
            [manifest],
            "INSERT OR REPLACE INTO signed_manifest(epoch, body, signature) VALUES (?1, ?2, ?3)",
            in: connection
        ) { (insert, manifest) throws(VaultError) in
            try insert.bind(1, Int64(clamping: epoch))
            try insert.bind(2, manifest.body)
            try insert.bind(3, manifest.signature)
        }
    }

    func put(entries: [SignedStatement], from first: UInt64) throws(VaultError) {
        try RowWriter.each(
            entries.indices,
            "INSERT INTO signed_roster(number, body, signature) VALUES (?1, ?2, ?3)",
            in: connection
        ) { (insert, index) throws(VaultError) in
            try insert.bind(1, Int64(clamping: first + UInt64(index)))
            try insert.bind(2, entries[index].body)
            try insert.bind(3, entries[index].signature)
        }
    }

    /// All slots, in place of those that are there.
    func put(slots: [MemberSlot]) throws(VaultError) {
        try connection.execute("DELETE FROM member_slot")
        try RowWriter.each(
            slots, "INSERT INTO member_slot(member, key_epoch, body) VALUES (?1, ?2, ?3)",
            in: connection
        ) { (insert, slot) throws(VaultError) in
            try insert.bind(1, slot.member.bytes)
            try insert.bind(2, Int64(bitPattern: slot.keyEpoch))
            try insert.bind(3, slot.box)
        }
    }

    func put(_ event: SignedEvent, of member: RecordID) throws(VaultError) {
        try RowWriter.each(
            [event],
            """
            INSERT OR REPLACE INTO event_head(member, sequence, body, signature) \
            VALUES (?1, ?2, ?3, ?4)
            """, in: connection
        ) { (insert, event) throws(VaultError) in
            try insert.bind(event, of: member)
        }
    }

    /// So many of a member's own events are kept.
    private static let mostOwnEvents: Int64 = 1024

    /// Keeps an event that this machine has noted; the oldest go.
    func keep(_ event: SignedEvent, of member: RecordID) throws(VaultError) {
        try RowWriter.each(
            [event],
            """
            INSERT OR REPLACE INTO own_event(member, sequence, body, signature) \
            VALUES (?1, ?2, ?3, ?4)
            """, in: connection
        ) { (insert, event) throws(VaultError) in
            try insert.bind(event, of: member)
        }
        // By their order: between two numbers there may be a wide gap.
        var delete = try connection.prepare(
            """
            DELETE FROM own_event WHERE member = ?1 AND sequence <= (SELECT sequence FROM own_event \
            WHERE member = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)
            """)
        try delete.bind(1, member.bytes)
        try delete.bind(2, Self.mostOwnEvents)
        while try delete.step() {}
    }

    func put(_ rows: SharedRows) throws(VaultError) {
        try RowWriter.write(
            rows.pages, "INSERT OR REPLACE INTO page(place, generation, body) VALUES (?1, ?2, ?3)",
            to: connection)
        try RowWriter.write(rows.nodes, rows.directories, to: connection)
        try RowWriter.each(
            rows.events, "INSERT OR REPLACE INTO audit(sequence, body) VALUES (?1, ?2)",
            in: connection
        ) { (insert, event) throws(VaultError) in
            try insert.bind(1, Int64(bitPattern: event.sequence))
            try insert.bind(2, event.box)
        }
        // A name that was given up and taken again has another id: an id that is gone stays gone.
        try RowWriter.each(
            rows.secrets,
            "INSERT OR REPLACE INTO secret(id, generation, body) VALUES (?1, ?2, ?3)",
            in: connection
        ) { (insert, row) throws(VaultError) in
            try insert.bind(1, row.id.bytes)
            try insert.bind(2, Int64(bitPattern: row.generation))
            try insert.bind(3, row.box)
        }
        // One that came and went between two looks was never here.
        try RowWriter.each(
            rows.removedSecrets, "DELETE FROM secret WHERE id = ?1", in: connection,
            changing: 0...1
        ) { (delete, id) throws(VaultError) in
            try delete.bind(1, id.bytes)
        }
    }
}
