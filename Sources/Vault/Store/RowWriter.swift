/// Puts the rows of one change into the tables; the caller has begun the transaction and commits it.
enum RowWriter {
    static func write(
        _ changes: RowChanges, to connection: borrowing Connection
    ) throws(VaultError) {
        try each(
            changes.secrets, "INSERT INTO secret(id, generation, body) VALUES (?1, ?2, ?3)",
            in: connection
        ) { (insert, row) throws(VaultError) in
            try insert.bind(1, row.id.bytes)
            try insert.bind(2, Int64(bitPattern: row.generation))
            try insert.bind(3, row.box)
        }
        try each(changes.removedSecrets, "DELETE FROM secret WHERE id = ?1", in: connection) {
            (delete, id) throws(VaultError) in
            try delete.bind(1, id.bytes)
        }
        try writeTree(changes, to: connection)
        if let slots = changes.slots {
            try connection.execute("DELETE FROM slot")
            try write(slots, to: connection)
        }
        try each(
            changes.events, "INSERT INTO audit(sequence, body) VALUES (?1, ?2)", in: connection
        ) { (insert, event) throws(VaultError) in
            try insert.bind(1, Int64(bitPattern: event.sequence))
            try insert.bind(2, event.box)
        }
        try write(changes.manifest, to: connection)
    }

    static func write(_ slots: [Slot], to connection: borrowing Connection) throws(VaultError) {
        try each(slots, "INSERT INTO slot(number, body) VALUES (?1, ?2)", in: connection) {
            (insert, slot) throws(VaultError) in
            try insert.bind(1, Int64(slot.number))
            try insert.bind(2, slot.bytes)
        }
    }

    static func write(
        _ manifest: ManifestRow, to connection: borrowing Connection
    ) throws(VaultError) {
        try each(
            [manifest], "INSERT OR REPLACE INTO manifest(only, body, tag) VALUES (1, ?1, ?2)",
            in: connection
        ) { (replace, row) throws(VaultError) in
            try replace.bind(1, row.body)
            try replace.bind(2, row.mac)
        }
    }

    private static func writeTree(
        _ changes: RowChanges, to connection: borrowing Connection
    ) throws(VaultError) {
        try each(
            changes.pages,
            "INSERT OR REPLACE INTO page(place, generation, body) VALUES (?1, ?2, ?3)",
            in: connection
        ) { (replace, page) throws(VaultError) in
            try replace.bind(1, page.key.row)
            try replace.bind(2, Int64(bitPattern: page.value.generation))
            try replace.bind(3, page.value.box)
        }
        try each(
            changes.nodes, "INSERT OR REPLACE INTO node(place, body) VALUES (?1, ?2)",
            in: connection
        ) { (replace, node) throws(VaultError) in
            try replace.bind(1, node.key.row)
            try replace.bind(2, node.value)
        }
        try each(
            changes.directories, "INSERT OR REPLACE INTO directory(kind, body) VALUES (?1, ?2)",
            in: connection
        ) { (replace, directory) throws(VaultError) in
            try replace.bind(1, Int64(directory.key.rawValue))
            try replace.bind(2, directory.value)
        }
    }

    /// Runs a statement for each row; without rows nothing is prepared.
    private static func each<Rows: Collection>(
        _ rows: Rows, _ sql: StaticString, in connection: borrowing Connection,
        _ bind: (inout Statement, Rows.Element) throws(VaultError) -> Void
    ) throws(VaultError) {
        guard !rows.isEmpty else { return }
        var statement = try connection.prepare(sql)
        for row in rows {
            try bind(&statement, row)
            _ = try statement.step()
            try statement.reset()
        }
    }
}
