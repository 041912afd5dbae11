import PostgreSQL

/// The tables in the database: schema `osc_vault`, all names qualified, no function, no trigger.
///
/// A row's `epoch` says when it was written last; it is a hint by which a client asks for what is new, and proves nothing.
enum TeamSchema {
    static let format: Int64 = 1
    static let tableCount: Int64 = 12

    /// Makes what is missing.
    static let creation: [DatabaseStatement] = [
        DatabaseStatement("CREATE SCHEMA IF NOT EXISTS osc_vault"),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.vault(
              only_one smallint PRIMARY KEY CHECK (only_one = 1), format bigint NOT NULL, id bytea NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.manifest(
              epoch bigint PRIMARY KEY, body bytea NOT NULL, signature bytea NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.roster(
              number bigint PRIMARY KEY, body bytea NOT NULL, signature bytea NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.audit(
              member bytea, sequence bigint, body bytea NOT NULL, signature bytea NOT NULL,
              PRIMARY KEY (member, sequence))
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.request(
              invite bytea, member bytea, body bytea NOT NULL, PRIMARY KEY (invite, member))
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.slot(
              member bytea PRIMARY KEY, key_epoch bigint NOT NULL, body bytea NOT NULL,
              epoch bigint NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.page(
              place bigint PRIMARY KEY, generation bigint NOT NULL, body bytea NOT NULL,
              epoch bigint NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.node(
              place bigint PRIMARY KEY, body bytea NOT NULL, epoch bigint NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.directory(
              kind bigint PRIMARY KEY, body bytea NOT NULL, epoch bigint NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.event(
              sequence bigint PRIMARY KEY, body bytea NOT NULL, epoch bigint NOT NULL)
            """),
        DatabaseStatement(
            """
            CREATE TABLE IF NOT EXISTS osc_vault.secret(
              id bytea PRIMARY KEY, generation bigint NOT NULL, body bytea NOT NULL,
              epoch bigint NOT NULL)
            """),
        // A secret that was deleted, so that a replica hears of it.
        DatabaseStatement(
            "CREATE TABLE IF NOT EXISTS osc_vault.gone(id bytea PRIMARY KEY, epoch bigint NOT NULL)"
        ),
        DatabaseStatement("CREATE INDEX IF NOT EXISTS page_epoch ON osc_vault.page(epoch)"),
        DatabaseStatement("CREATE INDEX IF NOT EXISTS event_epoch ON osc_vault.event(epoch)"),
        DatabaseStatement("CREATE INDEX IF NOT EXISTS secret_epoch ON osc_vault.secret(epoch)"),
        DatabaseStatement("CREATE INDEX IF NOT EXISTS gone_epoch ON osc_vault.gone(epoch)"),
    ]
}
