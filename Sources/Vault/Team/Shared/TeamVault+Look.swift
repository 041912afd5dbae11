import PostgreSQL

extension TeamVault {
    /// Whether there is a vault at all, for whoever has no member's file. Asks nothing where this machine has seen one there.
    ///
    /// - Throws: ``TeamError/noVault``, and whatever keeps it from the server.
    package static func requireThere(at place: TeamPlace) throws(VaultError) {
        guard case .replica = place.reach, try TeamPin.read(for: place) == nil else { return }
        let found = try DatabaseConnection.opened(place).answer(
            DatabaseStatement("SELECT id FROM osc_vault.vault"))
        guard found.count > 0 else { throw .team(.noVault) }
    }
}
