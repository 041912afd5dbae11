import PostgreSQL

/// Puts back what a server has lost and this machine's copy has: after an asynchronous failover, or where an old backup was restored.
enum MissingEpochs {
    /// Sends what the server lacks, as it was signed, in one transaction. The copy is verified before, all of it.
    ///
    /// - Throws: ``TeamError/overtaken`` if somebody has written meanwhile, ``TeamError/forked(seen:)`` if the server's newest epoch
    ///   is not one of the copy's.
    static func putBack(
        _ access: TeamAccess, expecting newest: TeamHead
    ) throws(VaultError) {
        let content = try verifiedCopy(access, at: newest)
        let connection = try DatabaseConnection.opened(access.place)
        let standing = try standing(on: connection, access, below: content)
        guard let write = TeamWrite(putting: content, upon: standing) else {
            throw .team(.overtaken)
        }
        try TeamCommit(write: write, place: access.place).run(on: connection) { _ in }
    }

    /// Opened as it is without the server.
    private static func verifiedCopy(
        _ access: TeamAccess, at newest: TeamHead
    ) throws(VaultError) -> TeamContent {
        let vault = try TeamVault.unlock(access.place.offline, as: access.identity)
        _ = try vault.verifyRows()
        let store = try vault.teamStore()
        guard store.history.point?.teamHead == newest else { throw .team(.overtaken) }
        return try store.rows.snapshot { () throws(VaultError) in
            try store.replica.content(founding: access.identity.founding)
        }
    }

    /// What the server has, looked at in the transaction that writes.
    private static func standing(
        on connection: DatabaseConnection, _ access: TeamAccess, below content: TeamContent
    ) throws(VaultError) -> TeamWrite.Standing {
        do throws(VaultError) {
            let answers = try connection.answers(TeamQueries.beginWriting + questions)
            if let index = TeamQueries.beginWriting.firstIndex(of: Durability.question) {
                try Durability.require(answers[index])
            }
            return try standing(
                Array(answers.suffix(questions.count)), access.identity.vaultID, content)
        } catch {
            connection.rollback()
            throw error
        }
    }

    private static let questions = [
        DatabaseStatement("SELECT format, id FROM osc_vault.vault"),
        DatabaseStatement(
            "SELECT epoch, body, signature FROM osc_vault.manifest ORDER BY epoch DESC LIMIT 1"),
        DatabaseStatement(
            "SELECT count(*), (SELECT coalesce(max(sequence), 0) FROM osc_vault.event) FROM osc_vault.roster"
        ),
        DatabaseStatement("SELECT id FROM osc_vault.secret"),
    ]

    private static func standing(
        _ answers: [DatabaseRows], _ vaultID: RecordID, _ content: TeamContent
    ) throws(VaultError) -> TeamWrite.Standing {
        guard answers[0].bytes(0, 1) == vaultID.bytes else { throw .team(.otherVault) }
        guard let epoch = answers[1].integer(0, 0), let body = answers[1].bytes(0, 1),
            let signature = answers[1].bytes(0, 2), let entries = answers[2].integer(0, 0),
            let events = answers[2].integer(0, 1)
        else { throw .team(.noVault) }
        let newest = SignedStatement(body: body, signature: signature)
        guard epoch < Int64(clamping: content.epoch) else { throw .team(.overtaken) }
        let index = epoch - Int64(clamping: content.firstEpoch)
        guard let own = content.history.point?.teamHead else { throw .team(.noVault) }
        guard content.manifests.indices.contains(Int(index)),
            content.manifests[Int(index)] == newest
        else { throw .team(.forked(seen: own)) }
        return TeamWrite.Standing(
            epoch: UInt64(clamping: epoch), entryCount: UInt64(clamping: entries),
            eventCount: UInt64(clamping: events),
            secrets: Set(
                try TeamNews.each(answers[3]) { rows, row in
                    rows.bytes(row, 0).flatMap { RecordID($0) }
                }),
            hasSameSlots: newest.slotDigest(in: vaultID) == MemberSlot.digest(of: content.slots))
    }
}

extension SignedStatement {
    /// The digest of the slots that a manifest names.
    fileprivate func slotDigest(in vaultID: RecordID) -> [UInt8]? {
        guard let (_, content) = unverifiedContent(.manifest, of: vaultID) else { return nil }
        return (try? ManifestStatement(reading: content))?.slotDigest
    }
}
