import PostgreSQL

/// What members have noted, each member's chain in its order: what they have signed, and what is wrong with the rest.
package struct MemberTrail: Hashable, Sendable {
    package fileprivate(set) var entries: [MemberTrailEntry] = []
    package fileprivate(set) var findings: [TeamFinding] = []
    /// Events that are gone; those of them that no admin has accepted are findings, too.
    package fileprivate(set) var losses: [EventLoss] = []

    /// What the server had lost of the own member's, and has again.
    package fileprivate(set) var putBack: VaultWarning?

    package init() {}
}

/// An event of a member's own chain, signed by the member.
package struct MemberTrailEntry: Hashable, Sendable {
    package let member: EntryName
    /// Its number in the member's own chain; those only go up.
    package let sequence: UInt64
    /// `nil` if it was sealed under a former key of the vault, which nobody has any more.
    package let event: AuditEvent?
}

extension UnlockedVault {
    /// What members have noted. What this machine has of its own member's events and the server has not is put back before.
    ///
    /// Rows are fetched page by page, each of a bounded size; of rows that are nobody's, only how many there are.
    package func memberTrail() throws(VaultError) -> MemberTrail {
        let store = try teamStore()
        // A server that takes no rows now gets them another time; what is missing is told below.
        let stored = (try? store.putBack(from: 1)) ?? []
        var trail = try trail(in: store)
        if trail.findings.contains(where: \.isOfNobody) {
            // Somebody may have been admitted since the vault was opened.
            let known = store.history.roster.count
            try store.catchUp()
            if store.history.roster.count > known { trail = try self.trail(in: store) }
        }
        if let first = stored.first, let last = stored.last {
            trail.putBack = .eventsPutBack(first: first, last: last)
        }
        return trail
    }

    private func trail(in store: TeamStore) throws(VaultError) -> MemberTrail {
        var trail = MemberTrail()
        // As it was before the rows are read: another command of this member may note one more meanwhile.
        let own = try store.lastOwnEvent()
        let all = try store.ask(DatabaseStatement("SELECT count(*) FROM osc_vault.audit"))
        let rowCount = UInt64(clamping: all.integer(0, 0) ?? 0)
        var seen: UInt64 = 0
        for member in store.history.roster.everybody {
            var chain = MemberChain(member, in: store.history.roster)
            let named = (store.history.newest?.events ?? []) + [own].compactMap { $0 }
            try chain.read(from: store, seen: named)
            seen += chain.rowCount
            trail.findings += chain.findings
            trail.losses += chain.losses
            for event in chain.events {
                trail.entries.append(
                    MemberTrailEntry(
                        member: member.name, sequence: event.sequence, event: opened(event)))
            }
        }
        if rowCount > seen { trail.findings.append(.strangeEvents(rows: rowCount - seen)) }
        return trail
    }

    private func opened(_ event: MemberEvent) -> AuditEvent? {
        let context = MemberEvent.context(member: event.member, sequence: event.sequence)
        guard let payload = try? key.open(event.box, under: context, type: MemberEvent.type) else {
            return nil
        }
        return try? AuditRow(reading: payload.publicBytes).event
    }
}
