/// Puts the rows of one change into the tables; the caller has begun the transaction and commits it.
enum RowWriter {
    static func write(
        _ changes: RowChanges, to connection: borrowing Connection
    ) throws(VaultError) {
        try writeSecrets(changes, to: connection)
        try writeTree(changes, to: connection)
        var insert = try connection.prepare("INSERT INTO audit(sequence, body) VALUES (?1, ?2)")
        for event in changes.events {
            try insert.bind(1, Int64(bitPattern: event.sequence))
            try insert.bind(2, event.box)
            try insert.run()
        }
        try write(changes.manifest, to: connection)
    }

    static func write(
        _ manifest: ManifestRow, to connection: borrowing Connection
    ) throws(VaultError) {
        var replace = try connection.prepare(
            "INSERT OR REPLACE INTO manifest(only, body, tag) VALUES (1, ?1, ?2)")
        try replace.bind(1, manifest.body)
        try replace.bind(2, manifest.mac)
        try replace.run()
    }

    private static func writeSecrets(
        _ changes: RowChanges, to connection: borrowing Connection
    ) throws(VaultError) {
        var insert = try connection.prepare(
            "INSERT INTO secret(id, generation, body) VALUES (?1, ?2, ?3)")
        for row in changes.secrets {
            try insert.bind(1, row.id.bytes)
            try insert.bind(2, Int64(bitPattern: row.generation))
            try insert.bind(3, row.box)
            try insert.run()
        }
        var delete = try connection.prepare("DELETE FROM secret WHERE id = ?1")
        for id in changes.removedSecrets {
            try delete.bind(1, id.bytes)
            try delete.run()
        }
    }

    private static func writeTree(
        _ changes: RowChanges, to connection: borrowing Connection
    ) throws(VaultError) {
        var page = try connection.prepare(
            "INSERT OR REPLACE INTO page(place, generation, body) VALUES (?1, ?2, ?3)")
        for (place, row) in changes.pages {
            try page.bind(1, place.row)
            try page.bind(2, Int64(bitPattern: row.generation))
            try page.bind(3, row.box)
            try page.run()
        }
        var node = try connection.prepare(
            "INSERT OR REPLACE INTO node(place, body) VALUES (?1, ?2)")
        for (place, body) in changes.nodes {
            try node.bind(1, place.row)
            try node.bind(2, body)
            try node.run()
        }
        var directory = try connection.prepare(
            "INSERT OR REPLACE INTO directory(kind, body) VALUES (?1, ?2)")
        for (kind, body) in changes.directories {
            try directory.bind(1, Int64(kind.rawValue))
            try directory.bind(2, body)
            try directory.run()
        }
    }
}

extension Statement {
    /// Runs a statement that returns nothing, and makes it ready for the next parameters.
    fileprivate mutating func run() throws(VaultError) {
        _ = try step()
        try reset()
    }
}
