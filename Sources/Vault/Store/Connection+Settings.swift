import CSQLite

extension Connection {
    /// The settings of a vault's connection.
    ///
    /// TRUNCATE makes the commit point a checked fdatasync of the journal, EXTRA also syncs the
    /// directory; a memory-mapped file would turn an I/O error into a signal; nothing in a file from
    /// outside may run as code (https://sqlite.org/security.html).
    ///
    /// - Parameter patienceSeconds: how long it waits for another's write. That takes milliseconds, so 10 seconds are
    ///   waited in any case.
    func applySettings(patienceSeconds: Int = 0) throws(VaultError) {
        try applyReadingSettings()
        try waitWhenBusy(milliseconds: Int32(clamping: 1_000 * max(10, patienceSeconds)))
        try execute("PRAGMA journal_mode = TRUNCATE")
        try execute("PRAGMA synchronous = EXTRA")
        try execute("PRAGMA secure_delete = ON")
    }

    /// Those of a connection that writes nothing. They read nothing of the file.
    func applyReadingSettings() throws(VaultError) {
        _ = sqlite3_hard_heap_limit64(256 << 20)
        try configure(SQLITE_DBCONFIG_DEFENSIVE, true)
        try configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
        try configure(SQLITE_DBCONFIG_ENABLE_TRIGGER, false)
        try configure(SQLITE_DBCONFIG_ENABLE_VIEW, false)
        try configure(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false)
        limit(SQLITE_LIMIT_LENGTH, to: 1 << 20)
        limit(SQLITE_LIMIT_SQL_LENGTH, to: 64 << 10)
        limit(SQLITE_LIMIT_ATTACHED, to: 0)
        limit(SQLITE_LIMIT_EXPR_DEPTH, to: 20)
        try execute("PRAGMA cell_size_check = ON")
        try execute("PRAGMA mmap_size = 0")
        try execute("PRAGMA temp_store = MEMORY")
        try execute("PRAGMA foreign_keys = ON")
        try execute("PRAGMA recursive_triggers = OFF")
    }

    /// Runs `body` between BEGIN IMMEDIATE and COMMIT; rolls back if it throws.
    ///
    /// An error of COMMIT itself is thrown as it is: the transaction may be committed all the same.
    func transaction<Result: ~Copyable>(
        _ body: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        try execute("BEGIN IMMEDIATE")
        let result: Result
        do { result = try body() } catch {
            rollBack()
            throw error
        }
        try execute("COMMIT")
        return result
    }

    /// Reads one state of the file, whatever others write meanwhile.
    func snapshot<Result: ~Copyable>(
        _ body: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        try execute("BEGIN")
        defer { rollBack() }
        return try body()
    }

    /// Ends a transaction; without one, or after an error that has ended it, there is nothing to do.
    func rollBack() {
        try? execute("ROLLBACK")
    }
}
