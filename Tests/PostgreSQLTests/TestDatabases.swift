import PostgreSQL
import Testing
import VaultTestSupport

/// A connection to a fresh database of the tests' server.
func freshConnection(_ limits: DatabaseLimits = DatabaseLimits()) throws -> DatabaseConnection {
    try DatabaseConnection(to: address(freshDatabase().url()), limits: limits)
}

func freshDatabase() throws -> PostgresDatabase { try PostgresServer.shared.get().newDatabase() }

func address(_ text: String) throws -> DatabaseAddress { try DatabaseAddress(parsing: text) }

extension Trait where Self == ConditionTrait {
    /// What needs a real server.
    static var needsServer: Self {
        .enabled(if: PostgresPrograms.exist, "there is no postgresql here")
    }
}
