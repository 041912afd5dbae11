import FoundationEssentials

/// What a command may know of a team.
package struct TeamView: Sendable {
    /// By name.
    package let members: [Member]
    /// Places that were offered and not taken, by name.
    package let invitations: [Invitation]
    package let own: Member
    /// The recovery code, as long as it is a member: nobody's, and an admin.
    package let recoveryCode: Member?
    /// The names of all others who are members, or were, by their ids.
    package let others: [RecordID: EntryName]
    package let head: TeamHead
    /// Why the replica stands in for the server, and for how many seconds it was not reached; `nil` where it was.
    package let offline: (reason: TeamError, age: UInt64)?
}

extension UnlockedVault {
    /// `nil` for a private vault.
    package var team: TeamView? {
        guard let store = store as? TeamStore, let point = store.history.point,
            let own = store.history.roster.member(store.identity.member)
        else { return nil }
        let place = store.access.place
        let age = (try? place.age(of: vaultID)) ?? nil
        let roster = store.history.roster
        var others = roster.former.mapValues(\.name)
        for member in roster.all where member.id != own.id { others[member.id] = member.name }
        return TeamView(
            members: store.history.roster.all,
            invitations: store.history.roster.invitations.values.map(\.invitation)
                .sorted { $0.name < $1.name },
            own: own,
            recoveryCode: store.history.roster.recoveryID.flatMap(store.history.roster.member),
            others: others, head: point.teamHead,
            offline: store.offline.map { ($0, age ?? 0) })
    }

    /// What somebody else's `team head` has printed, held against what this machine has.
    package func compare(_ theirs: SpokenHead) throws(VaultError) -> HeadComparison {
        let store = try teamStore()
        guard let own = store.history.point else { throw .team(.noVault) }
        guard theirs.epoch <= own.epoch else { return .newer }
        guard let head = try store.replica.head(at: theirs.epoch) else { return .unknown }
        return TeamHead(epoch: theirs.epoch, head: head).description == theirs.text
            ? .same : .forked
    }

    func teamStore() throws(VaultError) -> TeamStore {
        guard let store = store as? TeamStore else { throw .team(.noVault) }
        return store
    }

    /// A change of the team: an entry of the roster, and what goes with it.
    ///
    /// - Parameter check: refuses it by the newest state.
    mutating func changeTeam(
        at date: Date, _ event: AuditEvent,
        checking check: (VaultContents) throws(VaultError) -> Void = { _ in },
        _ stage: (TeamStore) throws(VaultError) -> Void
    ) throws(VaultError) {
        let store = try teamStore()
        _ = try store.requireOwnKeys()
        try store.requireRole(.admin)
        try commit(at: date) { transaction throws(VaultError) in
            try store.requireRole(.admin)
            try check(transaction.contents)
            try stage(store)
            try transaction.record(event)
        }
    }
}

/// Two heads of one vault.
package enum HeadComparison: Hashable, Sendable {
    /// It is on the chain that this machine has seen.
    case same
    /// Another history: somebody was shown something else.
    case forked
    /// It is newer than anything that this machine has seen.
    case newer
    /// It is older than this machine's replica.
    case unknown
}
