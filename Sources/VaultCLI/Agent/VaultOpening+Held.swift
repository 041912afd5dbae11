import Vault

extension VaultOpening {
    /// The vault as an unlocked agent opens it: nobody is asked, and nothing is said. `nil` where no agent holds its key.
    ///
    /// - Parameter offline: whether this machine's copy of a team's vault will do, so that nobody waits for a server.
    func heldVault(offline: Bool = false) throws -> UnlockedVault? {
        let access = AgentAccess(options: options, context: context, isObserver: true)
        if let team {
            let opening = TeamOpening(self, team)
            let locked = try offline ? TeamVault.open(opening.place().offline) : opening.locked()
            return try access.heldIdentity(for: locked).map { try locked.unlock(as: $0) }
        }
        let locked = try locked()
        return try access.heldKey(for: locked.slots, at: locked.files).map {
            try locked.unlock(with: $0)
        }
    }
}
