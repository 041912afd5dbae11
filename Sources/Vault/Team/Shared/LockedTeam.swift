import PostgreSQL
package import SecretMemory

/// A team's vault whose member is known and not unlocked yet; the server has not been asked.
package struct LockedTeam: Sendable {
    package let place: TeamPlace
    private let file: MemberFile

    package var vaultID: RecordID { file.vaultID }

    /// Puts back what the server has lost and this machine's copy has, as it was signed.
    ///
    /// - Parameter newest: the copy's newest state, as ``TeamError/behind(found:newest:)`` has told it.
    package func putBack(
        _ newest: TeamHead, password: borrowing SecretBytes
    ) throws(VaultError) {
        let identity = TeamIdentity(try file.open(password: password))
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
        return try TeamVault.unlock(place, as: TeamIdentity(opened))
    }
}

extension TeamVault {
    /// Finds the member's file of the vault that this database has shown to this machine.
    ///
    /// - Throws: ``TeamError/notAMember`` where there is none.
    package static func open(_ place: TeamPlace) throws(VaultError) -> LockedTeam {
        let pin = try TeamPin.read(for: place)
        let path = place.memberFile ?? pin.map { place.memberPath(of: $0.vaultID) }
        guard let path, let bytes = try DurableFile.read(path, limit: MemberFile.byteCount + 1)
        else { throw .team(.notAMember) }
        let file = try TeamFile.member.reading(path) { () throws(VaultError) in
            try MemberFile(reading: bytes)
        }
        if let pin, pin.vaultID != file.vaultID { throw .team(.otherVault) }
        return LockedTeam(place: place, file: file)
    }

    static func unlock(
        _ place: TeamPlace, as identity: TeamIdentity
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
        return try UnlockedVault(opening: files, key: store.vaultKey(), on: store)
    }
}

extension TeamStore {
    /// The vault's key, from the member's own slot.
    func vaultKey() throws(VaultError) -> InMemoryVaultKey {
        guard let slot = try replica.slots().first(where: { $0.member == identity.member }) else {
            throw .team(.removed)
        }
        return try slot.open(with: identity.keys.receiving, in: history.roster)
    }
}
