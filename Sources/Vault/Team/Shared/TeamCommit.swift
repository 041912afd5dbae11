import PostgreSQL

/// Brings a change to the server so that it is certain whether it was made.
struct TeamCommit {
    let write: TeamWrite
    let place: TeamPlace
    /// So many new connections may fail in turn before nobody can tell.
    private static let mostTries = 5

    /// - Parameter reconnected: gets a new connection in place of one that has ended.
    /// - Throws: ``TeamError/overtaken`` if another change has this one's epoch, ``TeamError/unclear`` if that can't be told.
    func run(
        on connection: DatabaseConnection, reconnected: (DatabaseConnection) -> Void
    ) throws(VaultError) {
        do throws(DatabaseError) {
            _ = try connection.commit(after: write.statements)
        } catch {
            guard error == .unclear else { throw VaultError(error) }
            try clear(reconnected)
        }
    }

    /// The same bytes again: the first row waits for a transaction that may still be under way, then the epoch is ours or another's.
    private func clear(_ reconnected: (DatabaseConnection) -> Void) throws(VaultError) {
        for _ in 0..<Self.mostTries {
            guard let fresh = try? DatabaseConnection(to: place.address) else { continue }
            reconnected(fresh)
            do throws(DatabaseError) {
                try fresh.run(Durability.begin)
                _ = try fresh.commit(after: write.statements)
                return
            } catch .conflict {
                if let isOurs = try? isOurs(on: fresh) {
                    guard isOurs else { throw .team(.overtaken) }
                    // It is on this server. Nothing has shown yet that it is on the standby too.
                    return try fresh.confirmFormerCommits()
                }
            } catch { continue }
        }
        throw .team(.unclear)
    }

    private func isOurs(on connection: DatabaseConnection) throws(DatabaseError) -> Bool {
        let answer = try connection.run(
            DatabaseStatement(
                "SELECT body, signature FROM osc_vault.manifest WHERE epoch = $1",
                [.integer(Int64(clamping: write.epoch))]))
        return answer.bytes(0, 0) == write.manifest.body
            && answer.bytes(0, 1) == write.manifest.signature
    }
}
