package import SecretMemory
package import SystemPackage

/// A team's backup in memory: sealed rows and signed statements. Nothing of it is verified yet.
package struct TeamBackup {
    package let path: FilePath
    package let vaultID: RecordID
    private let replica: Replica

    /// - Throws: ``VaultError/damaged(_:)`` for a file that is none.
    package init(reading path: FilePath) throws(VaultError) {
        let image = try VaultImage(reading: path)
        guard !image.isEmpty else { throw .damaged("the file is empty") }
        let store = try SQLiteStore(image: image.bytes, of: path, as: .teamBackup)
        try store.checkSchema()
        guard let id = try Replica(store, of: .zero).claimedVaultID() else {
            throw .damaged("the file has no manifest")
        }
        (self.path, vaultID) = (path, id)
        replica = Replica(store, of: id)
    }

    /// Opens it as one of its members, by the member's file that the place names or has.
    package func verified(
        at place: TeamPlace, password: borrowing SecretBytes
    ) throws(VaultError) -> VerifiedTeamBackup {
        let path = place.memberFilePath(of: vaultID)
        guard let file = try MemberFile.read(path) else { throw .team(.notAMember) }
        guard file.vaultID == vaultID else { throw .team(.otherVault) }
        return try verified(as: InMemoryIdentity(file.open(password: password)))
    }

    /// Opens it with the recovery code.
    package func verified(
        recoveryCode: borrowing RecoveryCode
    ) throws(VaultError) -> VerifiedTeamBackup {
        guard let first = try replica.firstEntry() else { throw .team(.noVault) }
        return try verified(as: TeamVault.identity(of: recoveryCode, first, in: vaultID))
    }

    /// All of it: SQLite's own look, each signature, and each row by the manifest, as `verify` looks at the vault itself.
    func verified(as identity: any TeamIdentity) throws(VaultError) -> VerifiedTeamBackup {
        let store = replica.store
        return try store.snapshot { () throws(VaultError) in
            try store.checkIntegrity()
            let content = try replica.content(
                founding: identity.founding, events: replica.memberEvents())
            guard try replica.manifestCount() == content.manifests.count else {
                throw .damaged("a manifest is missing between two others")
            }
            let roster = content.history.roster
            guard content.events.allSatisfy({ $0.isGenuine(in: roster) }) else {
                throw .damaged("an event is not signed by its member")
            }
            let key = try identity.vaultKey(among: content.slots, by: roster)
            let first = try FirstReading(of: store, key: key, mark: nil)
            guard first.manifest.bytes == content.history.newest?.row.body else {
                throw .damaged("the manifest is not the one that was signed")
            }
            // A copy has no mark, and no command writes to it.
            let nowhere = VaultFiles(database: path, stateDirectory: path)
            let loaded = try LoadedVault(first, in: store, files: nowhere, key: key)
            try loaded.verifyEntries()
            let events = try AuditTrail(store: store, key: key, manifest: first.manifest).entries()
            return VerifiedTeamBackup(
                path: path, content: content, state: loaded, eventCount: events.count)
        }
    }
}

extension Replica {
    /// The vault that the newest manifest says it is of; nothing of it is verified.
    fileprivate func claimedVaultID() throws(VaultError) -> RecordID? {
        let newest = try statements(
            "SELECT body, signature FROM signed_manifest ORDER BY epoch DESC LIMIT 1")
        let prefix = StatementKind.manifest.prefix
        guard let body = newest.first?.body, body.starts(with: prefix) else { return nil }
        return RecordID(body.dropFirst(prefix.count).prefix(RecordID.byteCount))
    }
}
