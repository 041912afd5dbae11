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
    /// The member's own slot of that key; `nil` if another command has brought the news of a newer one meanwhile.
    private(set) var ownSlot: MemberSlot?
    /// Of what waits to be sent; the server may have brought news of another key since it was noted.
    var formerKey: (any VaultKey)?
    /// A change between its beginning and its end.
    var change: TeamChange?
    /// The number from which on a member's events are broken, by what the server showed last.
    var brokenEvents: [RecordID: UInt64] = [:]
    /// The newest event of the member's own that the server showed last; `nil` where its newest row is not the member's.
    var shownOwnEvent: SignedEvent?
    var warnings: [VaultWarning] = []

    var identity: any TeamIdentity { access.identity }
    var rows: SQLiteStore { replica.store }
    let keepsOwnMark = true
    var author: EntryName? { history.roster.member(identity.member)?.name }

    /// - Parameter files: where the replica is, or is going to be.
    init(_ access: TeamAccess, in files: VaultFiles) throws(VaultError) {
        self.access = access
        let (place, identity) = (access.place, access.identity)
        // The marks first: another command may bring news between the two looks.
        let mark = try TeamMark.read(of: identity.vaultID, in: place.stateDirectory)
        replica = try Replica(files, of: identity.vaultID)
        history = TeamHistory(of: identity.vaultID)
        try connect()
        history = try replica.store.snapshot { () throws(VaultError) in try replica.history() }
        if connection != nil {
            formerKey = keyOfWaitingEvents()
            try takeNews(since: mark)
            try place.noteReached(identity.vaultID)
        } else {
            try requireFresh(mark)
        }
        try requireMembership()
        keyEpoch = history.roster.keyEpoch
        keepOwnSlot(among: try replica.slots())
    }

    /// Keeps the own slot at hand, whatever news comes.
    func keepOwnSlot(among slots: [MemberSlot]) {
        ownSlot = slots.first { $0.member == identity.member && $0.keyEpoch == keyEpoch }
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
        // No copy is new enough for 0, however quickly it is asked for.
        guard most > 0, age <= most else { throw .team(.staleReplica(seconds: age, most: most)) }
    }

    func source(of files: VaultFiles) -> any StoreSource { access }

    private func connect() throws(VaultError) {
        guard case .replica = access.place.reach else {
            offline = .offline
            return
        }
        do throws(DatabaseError) {
            connection = try DatabaseConnection(to: access.place.address)
        } catch {
            let reason = TeamError(error)
            guard case .unreachable = reason else { throw access.place.told(.team(reason)) }
            offline = reason
        }
    }

    /// A new connection in place of one that has ended.
    func reconnect() throws(VaultError) -> DatabaseConnection {
        let fresh = try DatabaseConnection.opened(access.place)
        connection = fresh
        return fresh
    }
}
