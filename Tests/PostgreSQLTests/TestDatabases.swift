import PostgreSQL
import VaultTestSupport

/// A connection to a fresh database of the tests' server.
func freshConnection(_ limits: DatabaseLimits = DatabaseLimits()) throws -> DatabaseConnection {
    try DatabaseConnection(to: address(freshDatabase().url()), limits: limits)
}

func freshDatabase() throws -> PostgresDatabase { try PostgresServer.shared.get().newDatabase() }

func address(_ text: String) throws -> DatabaseAddress { try DatabaseAddress(parsing: text) }
