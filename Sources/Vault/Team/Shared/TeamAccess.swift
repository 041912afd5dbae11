import PostgreSQL

/// What opens a team's vault: where it is, and who asks.
struct TeamAccess: StoreSource {
    let place: TeamPlace
    let identity: any TeamIdentity

    func opened() throws(VaultError) -> any VaultStore { try TeamStore.opened(self) }

    /// Another member may have given the vault a new key meanwhile.
    func key(
        of store: any VaultStore, after former: any VaultKey
    ) throws(VaultError) -> any VaultKey {
        guard let team = store as? TeamStore, team.history.roster.keyID != former.keyID else {
            return former
        }
        return try team.vaultKey()
    }
}
