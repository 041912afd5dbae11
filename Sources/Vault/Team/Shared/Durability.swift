import PostgreSQL

/// What a server must have set for a change to outlive a power cut. Asked where a change begins, in the same round trip.
enum Durability {
    static let question = DatabaseStatement(
        "SELECT current_setting('fsync'), current_setting('full_page_writes')")

    /// `BEGIN` of a transaction that writes, and its settings.
    static let begin: [DatabaseStatement] =
        [DatabaseStatement("BEGIN ISOLATION LEVEL READ COMMITTED")]
        + DatabaseStatement.transactionSettings

    /// The same of one that sees a single state, whoever writes meanwhile, and the question.
    static let beginWritingOneState: [DatabaseStatement] =
        [DatabaseStatement("BEGIN ISOLATION LEVEL REPEATABLE READ")]
        + DatabaseStatement.transactionSettings + [question]

    /// The same and the question.
    static let beginWriting = begin + [question]

    /// - Throws: ``TeamError/weakDurability(_:)``.
    static func require(_ answer: DatabaseRows) throws(VaultError) {
        for (column, name) in ["fsync", "full_page_writes"].enumerated() {
            guard answer.text(0, column) == "on" else {
                throw .team(.weakDurability("\(name) is not on"))
            }
        }
    }

    /// Begins a transaction that writes; one on a server that is too weak is given up.
    static func begin(on connection: DatabaseConnection) throws(VaultError) {
        do throws(VaultError) {
            guard let answer = try connection.answers(beginWriting).last else {
                throw VaultError.team(.noVault)
            }
            try require(answer)
        } catch {
            connection.rollback()
            throw error
        }
    }
}

extension DatabaseConnection {
    /// A commit that changes nothing and is waited for like any other. Once it has come back without a warning, what was
    /// committed before it is on the synchronous standby too, where there is one.
    func confirmFormerCommits() throws(VaultError) {
        do throws(DatabaseError) {
            try run(Durability.begin)
            // It needs no table and no right, and gets a number of its own, which COMMIT waits for.
            try commit(after: [
                DatabaseStatement("SELECT pg_logical_emit_message(true, 'osc_vault', '')")
            ])
        } catch { throw .team(.unclear) }
    }
}
