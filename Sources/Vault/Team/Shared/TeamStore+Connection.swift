import PostgreSQL

extension TeamStore {
    /// Does what changes nothing on the server; once more on a new connection where the one there is has died meanwhile.
    ///
    /// Within a change it is not repeated: what the change has read and locked went with the connection.
    func onLivingConnection<Result>(
        _ body: (DatabaseConnection) throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        guard offline == nil else { throw .team(offline ?? .noVault) }
        do throws(VaultError) {
            if let connection, connection.isOpen {
                do throws(VaultError) { return try body(connection) } catch {
                    guard !connection.isOpen, change == nil else { throw error }
                }
            }
            guard change == nil else {
                throw VaultError.team(.unreachable("the server has ended the connection"))
            }
            return try body(reconnect())
        } catch {
            guard error == .team(.noVault) else { throw error }
            throw missingTables() ?? access.place.told(error)
        }
    }

    /// A vault whose tables are there in part is none that was never there.
    private func missingTables() -> VaultError? {
        let question = DatabaseStatement(
            "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = 'osc_vault'")
        guard let found = try? connection?.answer(question).integer(0, 0),
            (1..<TeamSchema.tableCount).contains(found)
        else { return nil }
        return .team(.schema("it has \(found) of \(TeamSchema.tableCount) tables"))
    }

    /// Reads what is new on the server, and verifies it as when the vault was opened.
    func catchUp() throws(VaultError) {
        try takeNews(
            since: TeamMark.read(of: identity.vaultID, in: access.place.stateDirectory))
        try requireMembership()
    }

    /// - Parameter mark: as it was before the server is asked.
    func takeNews(since mark: TeamMark?) throws(VaultError) {
        let question = NewsQuestion(history, mark)
        let news = try onLivingConnection { connection throws(VaultError) in
            try question.news(connection)
        }
        try take(news, mark: mark)
    }

    /// One question outside of what ``TeamNews`` has.
    func ask(_ question: DatabaseStatement) throws(VaultError) -> DatabaseRows {
        try onLivingConnection { connection throws(VaultError) in
            try connection.answer(question)
        }
    }
}
