import PostgreSQL

extension TeamStore {
    /// Does what changes nothing on the server; once more on a new connection where the one there is has died meanwhile.
    ///
    /// Within a change it is not repeated: what the change has read and locked went with the connection.
    func onLivingConnection<Result>(
        _ body: (DatabaseConnection) throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        guard offline == nil else { throw .team(offline ?? .noVault) }
        if let connection, connection.isOpen {
            do throws(VaultError) { return try body(connection) } catch {
                guard !connection.isOpen, change == nil else { throw error }
            }
        }
        guard change == nil else {
            throw .team(.unreachable("the server has ended the connection"))
        }
        return try body(reconnect())
    }

    /// Reads what is new on the server, and verifies it as when the vault was opened.
    func catchUp() throws(VaultError) {
        let directory = access.place.stateDirectory
        let mark = try TeamMark.read(of: identity.vaultID, in: directory)
        let own = try EventMark.read(of: identity.member, in: identity.vaultID, directory)
        let question = NewsQuestion(history, mark)
        let news = try onLivingConnection { connection throws(VaultError) in
            try question.news(connection, TeamQueries.beginReading, TeamQueries.endReading)
        }
        try take(news, mark: mark, own)
        try requireMembership()
    }

    /// One question outside of what ``TeamNews`` has.
    func ask(_ question: DatabaseStatement) throws(VaultError) -> DatabaseRows {
        try onLivingConnection { connection throws(VaultError) in
            try connection.answer(question)
        }
    }
}
