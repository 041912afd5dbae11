import PostgreSQL

/// Members' own events on the server.
extension TeamStore {
    /// So many other commands of the same member may come between.
    private static let mostTries = 20

    /// Signs an event of this member and waits until the server has it; without the server, until this machine has it.
    func note(_ event: AuditEvent, key: any VaultKey) throws(VaultError) -> Bool {
        try requireMembership()
        guard offline == nil else {
            try keepWaiting(event, key: key)
            return true
        }
        let last = try lastOwnEvent()
        var own = OwnEvents(after: last, signed: try statement(of: last), of: identity)
        for _ in 0..<Self.mostTries {
            if try append(event, after: &own, key: key) { return true }
        }
        throw .busy
    }

    /// The member's newest event that this machine knows of: by the replica, the mark, and the newest manifest.
    func lastOwnEvent() throws(VaultError) -> EventHead? {
        let (member, directory) = (identity.member, access.place.stateDirectory)
        let stored = try replica.eventHeads()[member].map {
            EventHead(member: member, count: $0.sequence, head: $0.statement.head)
        }
        let marked = try EventMark.read(of: member, in: identity.vaultID, directory).map {
            EventHead(member: member, count: $0.count, head: $0.head)
        }
        let named = history.newest?.events.first { $0.member == member }
        return [stored, marked, named].compactMap { $0 }.reduce(nil) { newest, next in
            next.count > newest?.count ?? 0 ? next : newest
        }
    }

    /// As this machine's copy has it.
    private func statement(of head: EventHead?) throws(VaultError) -> SignedStatement? {
        guard let head else { return nil }
        let shown = try replica.eventHeads()[head.member].map { [$0.statement] } ?? []
        let noted = try replica.ownEvents(of: head.member, from: head.count).map(\.statement)
        return (shown + noted).first { $0.head == head.head }
    }

    /// `false` if another command of this member was first, or somebody has taken the number.
    private func append(
        _ event: AuditEvent, after own: inout OwnEvents, key: any VaultKey
    ) throws(VaultError) -> Bool {
        let signed = try sign(event, own, key: key)
        let connection = try onLivingConnection { connection throws(VaultError) in
            try Durability.begin(on: connection)
            return connection
        }
        do throws(DatabaseError) {
            _ = try connection.commit(after: [OwnEvents.insertion(signed, of: identity.member)])
        } catch {
            switch error {
            case .lockTimeout:
                try own.skip()
                return false
            case .conflict, .unclear: return try look(for: signed, after: &own)
            default: throw VaultError(error)
            }
        }
        try keep(signed)
        return true
    }

    private func sign(
        _ event: AuditEvent, _ own: OwnEvents, key: any VaultKey
    ) throws(VaultError) -> SignedEvent {
        let payload = AuditRow(event: event).bytes
        let box = try key.seal(
            unsafe payload.span.bytes,
            under: MemberEvent.context(member: identity.member, sequence: own.free),
            type: MemberEvent.type)
        let content = MemberEvent(member: identity.member, sequence: own.free, box: box)
        return SignedEvent(
            sequence: own.free,
            statement: try identity.signed(
                StatementStep(
                    .audit, of: identity.vaultID, after: own.statement, at: own.last?.head,
                    content.bytes)))
    }

    /// Whether the server has what was sent, as somebody else may have been first.
    private func look(
        for sent: SignedEvent, after own: inout OwnEvents
    ) throws(VaultError) -> Bool {
        let fresh = try reconnect()
        guard try own.look(for: sent, on: fresh) else { return false }
        try keep(sent)
        try fresh.confirmFormerCommits()
        return true
    }

    private func keep(_ event: SignedEvent) throws(VaultError) {
        try rows.begin()
        do throws(VaultError) {
            let known = try replica.eventHeads()[identity.member]
            if event.sequence > known?.sequence ?? 0 {
                try replica.put(event, of: identity.member)
            }
            try replica.keep(event, of: identity.member)
            try rows.commit()
        } catch {
            rows.rollBack()
            throw error
        }
        try raiseMark()
    }
}
