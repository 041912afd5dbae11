/// A team's backup is a replica with the whole of the members' chains.
extension Replica {
    /// Fills an empty file; the caller has begun the transaction and commits it.
    func fill(_ content: TeamContent) throws(VaultError) {
        guard let newest = content.history.newest else { throw .team(.noVault) }
        try put(content.rows)
        try put(slots: content.slots)
        try put(entries: content.entries, from: 0)
        for (epoch, manifest) in content.manifests(after: 0) { try put(manifest, at: epoch) }
        try RowWriter.create(newest.row, in: connection)
        try RowWriter.each(
            content.events,
            """
            INSERT INTO member_event(member, sequence, body, signature) \
            VALUES (?1, ?2, ?3, ?4)
            """, in: connection
        ) { (insert, row) throws(VaultError) in
            try insert.bind(row.event, of: row.member)
        }
    }

    /// All that the members have noted.
    func memberEvents() throws(VaultError) -> [TeamContent.MemberRow] {
        var statement = try connection.prepare(
            "SELECT member, sequence, body, signature FROM member_event ORDER BY member, sequence")
        var found: [TeamContent.MemberRow] = []
        while try statement.step() {
            guard let member = RecordID(statement.blob(0)) else {
                throw .damaged("a member's id has not 16 bytes")
            }
            let event = SignedEvent(statement, from: 1)
            found.append(TeamContent.MemberRow(member: member, event: event))
        }
        return found
    }
}
