import PostgreSQL

/// A team's questions to its server. What goes wrong is told as the vault tells it.
extension DatabaseConnection {
    /// A new one.
    static func opened(_ place: TeamPlace) throws(VaultError) -> DatabaseConnection {
        do throws(DatabaseError) { return try DatabaseConnection(to: place.address) } catch {
            throw place.told(VaultError(error))
        }
    }

    /// All in one round trip.
    func answers(_ questions: [DatabaseStatement]) throws(VaultError) -> [DatabaseRows] {
        do throws(DatabaseError) { return try run(questions) } catch { throw VaultError(error) }
    }

    func answer(_ question: DatabaseStatement) throws(VaultError) -> DatabaseRows {
        do throws(DatabaseError) { return try run(question) } catch { throw VaultError(error) }
    }
}
