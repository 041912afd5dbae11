/// A database that goes back to what it was, as after an asynchronous failover, or when an old backup is restored.
extension PostgresDatabase {
    private static let tables = [
        "vault", "manifest", "roster", "audit", "request", "slot", "page", "node", "directory",
        "event", "secret", "gone",
    ]

    /// Remembers all rows of the vault.
    package func remember() throws {
        let copies = Self.tables.map { "CREATE TABLE past.\($0) AS TABLE osc_vault.\($0);" }
        try psql("DROP SCHEMA IF EXISTS past CASCADE; CREATE SCHEMA past; \(copies.joined())")
    }

    /// Has only those rows again.
    package func goBack() throws {
        let names = Self.tables.map { "osc_vault.\($0)" }.joined(separator: ", ")
        let rows = Self.tables.map { "INSERT INTO osc_vault.\($0) SELECT * FROM past.\($0);" }
        try psql("BEGIN; TRUNCATE \(names); \(rows.joined()) COMMIT")
    }
}
