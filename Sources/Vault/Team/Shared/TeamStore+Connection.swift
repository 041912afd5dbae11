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

    /// One question outside of what ``TeamNews`` has.
    func ask(_ question: DatabaseStatement) throws(VaultError) -> DatabaseRows {
        try onLivingConnection { connection throws(VaultError) in
            try connection.answer(question)
        }
    }
}
