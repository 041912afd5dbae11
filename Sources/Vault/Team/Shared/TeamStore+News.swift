/// What the server shows, and who asks.
extension TeamStore {
    /// Verifies what the server shows, and only then stores it.
    ///
    /// Where nothing is new, nothing is written, so that this waits for no other command of this machine: one may be writing to the
    /// server, or read all rows.
    ///
    /// - Parameter mark: as it was before the server was asked.
    func take(_ news: TeamNews, mark: TeamMark?) throws(VaultError) {
        guard news.vaultID == identity.vaultID else { throw .team(.otherVault) }
        let (_, shown) = try rows.snapshot { () throws(VaultError) in
            try verified(news, mark: mark)
        }
        let taken = shown.isNew || !shown.heads.isEmpty ? try stored(news, mark: mark) : shown
        history = taken.history
        (brokenEvents, shownOwnEvent) = (
            taken.brokenEvents, taken.shownEvents[identity.member]
        )
        try raiseMark()
    }

    /// What this machine has, and the news upon it.
    private func verified(
        _ news: TeamNews, mark: TeamMark?
    ) throws(VaultError) -> (known: TeamHistory, news: VerifiedNews) {
        let known = try replica.history()
        return (
            known,
            try VerifiedNews(
                news, upon: known, mark: mark, founding: identity.founding, replica: replica)
        )
    }

    private func stored(_ news: TeamNews, mark: TeamMark?) throws(VaultError) -> VerifiedNews {
        try rows.begin()
        do throws(VaultError) {
            // Another command of this machine may have been here meanwhile.
            let (known, verified) = try verified(news, mark: mark)
            if verified.isNew {
                try replica.apply(
                    news, verified.history, manifests: verified.manifests,
                    entries: verified.entries, from: known.roster.count)
                try ReplicaTree(
                    store: rows, manifest: verified.manifest, changed: Set(news.rows.nodes.keys),
                    pages: Set(news.rows.pages.keys)
                ).check()
            }
            for (member, event) in verified.heads { try replica.put(event, of: member) }
            try rows.commit()
            return verified
        } catch {
            rows.rollBack()
            throw error
        }
    }

    func raiseMark() throws(VaultError) {
        guard let point = history.point else { return }
        let directory = access.place.stateDirectory
        try TeamMark(vaultID: identity.vaultID, point: point).raise(in: directory)
        guard let own = try replica.eventHeads()[identity.member] else { return }
        try EventMark(
            vaultID: identity.vaultID, member: identity.member, count: own.sequence,
            head: own.statement.head
        ).raise(in: directory)
    }

    /// The own member by the roster.
    func requireMembership() throws(VaultError) {
        guard let member = history.roster.member(identity.member),
            member.keys == identity.publicKeys
        else {
            throw .team(
                history.roster.usedIDs.contains(identity.member) ? .removed : reasonToWait())
        }
    }

    /// The member with keys in this process: only whoever has given the password writes the roster.
    func requireOwnKeys() throws(VaultError) -> InMemoryIdentity {
        guard let own = identity as? InMemoryIdentity else { throw .team(.passwordNeeded) }
        return own
    }

    func requireRole(_ role: MemberRole) throws(VaultError) {
        try requireMembership()
        guard let own = history.roster.member(identity.member) else { throw .team(.removed) }
        guard own.role >= role else {
            throw .team(.notAllowed(needs: role, has: own.role))
        }
    }
}
