import PostgreSQL

/// A team's vault: the rows of a replica, kept up with the server's, and written there first.
///
/// What the server shows is verified against all that this machine has seen before any of it is stored.
final class TeamStore: VaultStore {
    let access: TeamAccess
    let replica: Replica
    /// `nil` where the server was not reached: then nothing is written.
    var connection: DatabaseConnection?
    /// Why there is no connection.
    private(set) var offline: TeamError?
    var history: TeamHistory
    /// Of the key that the vault is open with; another one's rows can't be read.
    var keyEpoch: UInt64 = 0
    /// A change between its beginning and its end.
    var change: TeamChange?

    var identity: any TeamIdentity { access.identity }
    var rows: SQLiteStore { replica.store }
    let keepsOwnMark = true

    init(_ access: TeamAccess) throws(VaultError) {
        self.access = access
        let (place, identity) = (access.place, access.identity)
        // The marks first: another command may bring news between the two looks.
        let mark = try TeamMark.read(of: identity.vaultID, in: place.stateDirectory)
        let own = try EventMark.read(
            of: identity.member, in: identity.vaultID, place.stateDirectory)
        replica = try Replica(place.files(of: identity.vaultID), of: identity.vaultID)
        history = TeamHistory(of: identity.vaultID)
        try connect()
        let known = try replica.store.snapshot { () throws(VaultError) in
            try replica.history()
        }
        history = known
        if let connection {
            let asked = NewsQuestion(known, mark)
            let news = try asked.news(
                connection, TeamQueries.beginReading, TeamQueries.endReading)
            try take(news, mark: mark, own)
            try place.noteReached(identity.vaultID)
        } else {
            try requireFresh(mark)
        }
        try requireMembership()
        keyEpoch = history.roster.keyEpoch
    }

    /// Without the server the replica has to do: one that is as new as the mark, and not too old.
    private func requireFresh(_ mark: TeamMark?) throws(VaultError) {
        guard let point = history.point else { throw .team(offline ?? .noVault) }
        if let seen = mark?.point {
            guard point.epoch >= seen.epoch else {
                throw .team(.rolledBack(found: point.epoch, expected: seen.teamHead))
            }
            guard try replica.head(at: seen.epoch) == seen.head else {
                throw .team(.forked(seen: seen.teamHead))
            }
        }
        guard case .replica(let most) = access.place.reach else { return }
        let age = try access.place.age(of: identity.vaultID) ?? .max
        guard age <= most else { throw .team(.staleReplica(seconds: age, most: most)) }
    }

    func source(of files: VaultFiles) -> any StoreSource { access }

    private func connect() throws(VaultError) {
        guard case .replica = access.place.reach else {
            offline = .unreachable("--offline was asked for")
            return
        }
        do throws(DatabaseError) {
            connection = try DatabaseConnection(to: access.place.address)
        } catch {
            let reason = TeamError(error)
            guard case .unreachable = reason else { throw .team(reason) }
            offline = reason
        }
    }

    /// A new connection in place of one that has ended.
    func reconnect() throws(VaultError) -> DatabaseConnection {
        let fresh = try DatabaseConnection.opened(access.place)
        connection = fresh
        return fresh
    }

    /// Verifies what the server shows, and only then stores it.
    ///
    /// - Parameters: the marks as they were before the server was asked.
    func take(_ news: TeamNews, mark: TeamMark?, _ own: EventMark?) throws(VaultError) {
        guard news.vaultID == identity.vaultID else { throw .team(.otherVault) }
        try own?.check(news.heads[identity.member])
        try rows.begin()
        do throws(VaultError) {
            // Another command of this machine may have been here meanwhile.
            let known = try replica.history()
            let verified = try VerifiedNews(
                news, upon: known, mark: mark, founding: identity.founding, replica: replica)
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
            history = verified.history
        } catch {
            rows.rollBack()
            throw error
        }
        try raiseMark()
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
                history.roster.usedIDs.contains(identity.member) ? .removed : .notAdmitted)
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
