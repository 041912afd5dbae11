import PostgreSQL

/// What opens a team's vault: where it is, and who asks.
struct TeamAccess: StoreSource {
    let place: TeamPlace
    let identity: TeamIdentity

    func opened() throws(VaultError) -> any VaultStore { try TeamStore.opened(self) }
}
