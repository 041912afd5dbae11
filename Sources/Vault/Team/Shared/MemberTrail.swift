import PostgreSQL

/// An event of a member's own chain, its place and its signature verified.
package struct MemberTrailEntry: Hashable, Sendable {
    package let member: EntryName
    /// Counted from 1, in the member's own chain.
    package let sequence: UInt64
    /// `nil` if it was sealed under a former key of the vault, which nobody has any more.
    package let event: AuditEvent?
}

extension UnlockedVault {
    /// What members have noted, each member's chain in its order, all of it verified.
    ///
    /// - Throws: ``TeamError/history(_:)`` for a chain that has a gap, or is shorter than the newest manifest says.
    package func memberTrail() throws(VaultError) -> [MemberTrailEntry] {
        let store = try teamStore()
        let answer = try store.ask(
            DatabaseStatement(
                """
                SELECT member, sequence, body, signature FROM osc_vault.audit \
                ORDER BY member, sequence
                """))
        var entries: [MemberTrailEntry] = []
        var chains: [RecordID: (count: UInt64, head: [UInt8])] = [:]
        for row in 0..<answer.count {
            guard let id = answer.bytes(row, 0).flatMap({ RecordID($0) }),
                let signed = SignedEvent(answer, row)
            else { throw TeamNews.wrongRow }
            let roster = store.history.roster
            // A row of nobody proves nothing, and hides nothing.
            guard let member = roster.member(id) ?? roster.former[id] else { continue }
            let before = chains[id] ?? (0, SignedStatement.origin)
            guard signed.sequence == before.count + 1,
                let event = MemberEvent(
                    signed, of: id, member.keys.signing, in: vaultID, after: before.head)
            else { throw .team(.history(.event(member: id, sequence: before.count + 1))) }
            chains[id] = (signed.sequence, signed.statement.head)
            entries.append(
                MemberTrailEntry(
                    member: member.name, sequence: signed.sequence, event: opened(event)))
        }
        for named in store.history.newest?.events ?? [] {
            guard chains[named.member]?.count ?? 0 >= named.count else {
                throw .team(.history(.event(member: named.member, sequence: named.count)))
            }
        }
        return entries
    }

    private func opened(_ event: MemberEvent) -> AuditEvent? {
        let context = MemberEvent.context(member: event.member, sequence: event.sequence)
        guard let payload = try? key.open(event.box, under: context, type: MemberEvent.type) else {
            return nil
        }
        return try? AuditRow(reading: payload.publicBytes).event
    }
}
