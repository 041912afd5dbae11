/// Puts the rows of one change into the tables; the caller has begun the transaction and commits it.
///
/// Each statement changes the one row that it is about: where somebody has moved that row away, or put another in the
/// place of one to come, nothing is committed.
enum RowWriter {
    /// - Parameter isEmpty: whether there are no pages yet, so that all of them are new.
    static func write(
        _ changes: RowChanges, to connection: borrowing Connection, whereEmpty isEmpty: Bool = false
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
        try writePages(changes.pages, to: connection, whereEmpty: isEmpty)
        try write(changes.nodes, changes.directories, to: connection)
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
        try write(
            changes.manifest, "UPDATE manifest SET body = ?1, tag = ?2", to: connection)
    }

    static func write(_ slots: [Slot], to connection: borrowing Connection) throws(VaultError) {
        try each(slots, "INSERT INTO slot(number, body) VALUES (?1, ?2)", in: connection) {
            (insert, slot) throws(VaultError) in
            try insert.bind(1, Int64(slot.number))
            try insert.bind(2, slot.bytes)
        }
    }

    /// The first manifest of all.
    static func create(
        _ manifest: ManifestRow, in connection: borrowing Connection
    ) throws(VaultError) {
        try write(
            manifest, "INSERT INTO manifest(only, body, tag) VALUES (1, ?1, ?2)", to: connection)
    }

    private static func write(
        _ manifest: ManifestRow, _ sql: StaticString, to connection: borrowing Connection
    ) throws(VaultError) {
        try each([manifest], sql, in: connection) { (write, row) throws(VaultError) in
            try write.bind(1, row.body)
            try write.bind(2, row.mac)
        }
    }

    private static func writePages(
        _ pages: [PagePlace: BoxRow], to connection: borrowing Connection, whereEmpty isEmpty: Bool
    ) throws(VaultError) {
        let isNew = { (row: BoxRow) in isEmpty || row.generation == 1 }
        try write(
            pages.filter { isNew($0.value) },
            "INSERT INTO page(place, generation, body) VALUES (?1, ?2, ?3)", to: connection)
        try write(
            pages.filter { !isNew($0.value) },
            "UPDATE page SET generation = ?2, body = ?3 WHERE place = ?1 AND generation = ?2 - 1",
            to: connection)
    }

    static func write(
        _ nodes: [PagePlace: [UInt8]], _ directories: [PageKind: [UInt8]],
        to connection: borrowing Connection
    ) throws(VaultError) {
        try each(
            nodes, "INSERT OR REPLACE INTO node(place, body) VALUES (?1, ?2)",
            in: connection
        ) { (replace, node) throws(VaultError) in
            try replace.bind(1, node.key.row)
            try replace.bind(2, node.value)
        }
        try each(
            directories, "INSERT OR REPLACE INTO directory(kind, body) VALUES (?1, ?2)",
            in: connection
        ) { (replace, directory) throws(VaultError) in
            try replace.bind(1, Int64(directory.key.rawValue))
            try replace.bind(2, directory.value)
        }
    }

    static func write(
        _ pages: [PagePlace: BoxRow], _ sql: StaticString, to connection: borrowing Connection
    ) throws(VaultError) {
        try each(pages, sql, in: connection) { (write, page) throws(VaultError) in
            try write.bind(1, page.key.row)
            try write.bind(2, Int64(bitPattern: page.value.generation))
            try write.bind(3, page.value.box)
        }
    }

    /// Runs a statement for each row, which changes one row; without rows nothing is prepared.
    ///
    /// - Parameter change: how many rows it may change instead.
    static func each<Rows: Collection>(
        _ rows: Rows, _ sql: StaticString, in connection: borrowing Connection,
        changing change: ClosedRange<Int> = 1...1,
        _ bind: (inout Statement, Rows.Element) throws(VaultError) -> Void
    ) throws(VaultError) {
        guard !rows.isEmpty else { return }
        var statement = try connection.prepare(sql)
        for row in rows {
            try bind(&statement, row)
            _ = try statement.step()
            guard change.contains(connection.changedRows) else {
                throw .damaged("a row that was to change is not there")
            }
            try statement.reset()
        }
    }
}
