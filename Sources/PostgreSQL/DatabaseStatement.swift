/// One SQL statement and its parameters `$1`, `$2`, ….
package struct DatabaseStatement: Hashable, Sendable {
    package let text: String
    package let parameters: [DatabaseValue]

    package init(_ sql: StaticString, _ parameters: [DatabaseValue] = []) {
        (self.text, self.parameters) = (sql.description, parameters)
    }

    /// For SQL that the program makes itself, such as a schema. Nothing from outside may stand in it.
    package init(generated sql: String, _ parameters: [DatabaseValue] = []) {
        (self.text, self.parameters) = (sql, parameters)
    }
}

extension DatabaseStatement {
    /// What each transaction sets for itself right after `BEGIN`. Nothing of it stays in the session, so that it may
    /// belong to somebody else afterwards (pgbouncer in transaction mode).
    package static let transactionSettings: [DatabaseStatement] = [
        DatabaseStatement("SET LOCAL statement_timeout = '10s'"),
        // Shorter than the statement's, so that the server tells the two apart.
        DatabaseStatement("SET LOCAL lock_timeout = '5s'"),
        // A client that was stopped holds no lock for longer.
        DatabaseStatement("SET LOCAL idle_in_transaction_session_timeout = '60s'"),
        // What was acknowledged is on disk, and on the synchronous standby where there is one.
        DatabaseStatement("SET LOCAL synchronous_commit = on"),
    ]

    static let commit = DatabaseStatement("COMMIT")
    static let rollback = DatabaseStatement("ROLLBACK")
}
