import PostgreSQL

/// All that a backup has to have: what this machine's copy holds, and of the server what no machine keeps.
extension TeamStore {
    /// Without the server, what this machine's copy has.
    func content() throws(VaultError) -> TeamContent {
        let own = try rows.snapshot { () throws(VaultError) in
            try replica.content(founding: identity.founding)
        }
        guard offline == nil else { return own }
        let answers = try onLivingConnection { connection throws(VaultError) in
            do throws(DatabaseError) {
                let answers = try connection.answers(
                    after: TeamQueries.beginReading,
                    inPieces: Self.questions(
                        below: own.firstEpoch, in: identity.vaultID),
                    mostBytes: Self.mostBytes)
                try connection.run(TeamQueries.endReading)
                return answers
            } catch { throw VaultError(error) }
        }
        let older = try TeamNews.statements(answers[0])
        let noted = answers[1]
        let manifests = older + own.manifests
        return TeamContent(
            history: try TeamHistory(
                of: identity.vaultID, walking: manifests, entries: own.entries, slots: own.slots,
                founding: identity.founding),
            manifests: manifests, entries: own.entries, slots: own.slots, rows: own.rows,
            events: try events(noted, own.history.roster))
    }

    /// Of what the server alone has.
    private static let mostBytes = 1 << 30

    private static func questions(
        below epoch: UInt64, in vaultID: RecordID
    ) -> [LongQuestion] {
        [
            LongQuestion(
                DatabaseStatement(
                    "SELECT body, signature FROM osc_vault.manifest WHERE epoch < $1 ORDER BY epoch",
                    [.integer(Int64(clamping: epoch))]), pieceRows: 4_096),
            LongQuestion(EventRows.all(in: vaultID), pieceRows: 4_096),
        ]
    }

    /// What a member has signed, or has who was one; any other row is nobody's.
    private func events(
        _ rows: DatabaseRows, _ roster: Roster
    ) throws(VaultError) -> [TeamContent.MemberRow] {
        (0..<rows.count).compactMap { row in
            guard let id = rows.bytes(row, 0).flatMap({ RecordID($0) }),
                let event = SignedEvent(rows, row)
            else { return nil }
            let found = TeamContent.MemberRow(member: id, event: event)
            return found.isGenuine(in: roster) ? found : nil
        }
    }
}

extension TeamContent.MemberRow {
    func isGenuine(in roster: Roster) -> Bool {
        guard let signer = roster.memberOrFormer(member) else { return false }
        return MemberEvent(event, of: member, signer.keys.signing, in: roster.vaultID) != nil
    }
}
