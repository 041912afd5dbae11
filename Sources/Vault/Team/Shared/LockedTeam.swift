import PostgreSQL
package import SecretMemory

/// A team's vault whose member is known and not unlocked yet; the server has not been asked.
package struct LockedTeam: Sendable {
    package let place: TeamPlace
    package let file: MemberFile

    package var vaultID: RecordID { file.vaultID }

    /// Puts back what the server has lost and this machine's copy has, as it was signed.
    ///
    /// - Parameter newest: the copy's newest state, as ``TeamError/behind(found:newest:)`` has told it.
    package func putBack(
        _ newest: TeamHead, password: borrowing SecretBytes
    ) throws(VaultError) {
        let identity = InMemoryIdentity(try file.open(password: password))
        try MissingEpochs.putBack(
            TeamAccess(place: place, identity: identity), expecting: newest)
    }

    fileprivate init(place: TeamPlace, file: MemberFile) {
        (self.place, self.file) = (place, file)
    }

    /// Opens the member's file, reads what is new on the server, and unlocks the vault.
    ///
    /// - Throws: ``VaultError/wrongPassword``; ``TeamError/notAdmitted``, ``TeamError/removed``, ``TeamError/otherVault``,
    ///   ``TeamError/rolledBack(found:expected:)``, ``TeamError/forked(seen:)``, ``TeamError/history(_:)``, and whatever keeps it
    ///   from the server.
    package func unlock(password: borrowing SecretBytes) throws(VaultError) -> UnlockedVault {
        let opened = try file.open(password: password)
        return try TeamVault.unlock(place, as: InMemoryIdentity(opened))
    }

    /// The same for a member who is unlocked already, in this process or another.
    package func unlock(as identity: any TeamIdentity) throws(VaultError) -> UnlockedVault {
        guard identity.vaultID == vaultID else { throw .team(.otherVault) }
        return try TeamVault.unlock(place, as: identity)
    }
}

extension TeamVault {
    /// Finds the member's file of the vault that this database has shown to this machine.
    ///
    /// - Throws: ``TeamError/notAMember`` where there is none.
    package static func open(_ place: TeamPlace) throws(VaultError) -> LockedTeam {
        let pin = try TeamPin.read(for: place)
        guard let path = place.memberFilePath(pin), let file = try MemberFile.read(path) else {
            throw .team(.notAMember)
        }
        if let pin, pin.vaultID != file.vaultID { throw .team(.otherVault) }
        return LockedTeam(place: place, file: file)
    }

    static func unlock(
        _ place: TeamPlace, as identity: any TeamIdentity
    ) throws(VaultError) -> UnlockedVault {
        let access = TeamAccess(place: place, identity: identity)
        let store = try TeamStore.opened(access)
        try TeamPin(
            vaultID: identity.vaultID, founding: store.history.roster.founding
        ).write(for: place)
        do throws(VaultError) { return try unlock(store) } catch {
            // What needs the vault's key to be noticed: the copy is damaged, or the server's rows are.
            guard case .damaged = error, store.offline == nil else { throw error }
            return try unlock(TeamStore.rebuilt(access))
        }
    }

    private static func unlock(_ store: TeamStore) throws(VaultError) -> UnlockedVault {
        let files = store.access.place.files(of: store.identity.vaultID)
        let key = try store.vaultKey()
        try store.sendWaiting(key: key)
        return try UnlockedVault(opening: files, key: key, on: store)
    }
}

extension TeamStore {
    /// The vault's key, from the member's own slot.
    func vaultKey() throws(VaultError) -> any VaultKey {
        try identity.vaultKey(among: replica.slots(), by: history.roster)
    }
}
