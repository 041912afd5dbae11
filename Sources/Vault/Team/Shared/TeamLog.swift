import PostgreSQL

/// Members' own events on the server.
extension TeamStore {
    /// So many other commands of the same member may come between.
    private static let mostTries = 20

    /// Signs an event of this member and waits until the server has it.
    func note(_ event: AuditEvent, key: any VaultKey) throws(VaultError) -> Bool {
        try requireMembership()
        for _ in 0..<Self.mostTries where try append(event, key: key) { return true }
        throw .busy
    }

    /// `false` if another command of this member was first.
    private func append(_ event: AuditEvent, key: any VaultKey) throws(VaultError) -> Bool {
        let last = try replica.eventHeads()[identity.member]
        let signed = try sign(event, after: last, key: key)
        let connection = try onLivingConnection { connection throws(VaultError) in
            try Durability.begin(on: connection)
            return connection
        }
        do throws(DatabaseError) {
            _ = try connection.commit(after: [
                DatabaseStatement(
                    """
                    INSERT INTO osc_vault.audit(member, sequence, body, signature) \
                    VALUES ($1, $2, $3, $4)
                    """,
                    [
                        .bytes(identity.member.bytes), .integer(Int64(clamping: signed.sequence)),
                        .bytes(signed.statement.body), .bytes(signed.statement.signature),
                    ])
            ])
        } catch {
            guard error.isConflict || error == .unclear else {
                throw VaultError(error)
            }
            return try look(for: signed, after: last)
        }
        try keep(signed)
        return true
    }

    private func sign(
        _ event: AuditEvent, after last: SignedEvent?, key: any VaultKey
    ) throws(VaultError) -> SignedEvent {
        let sequence = (last?.sequence ?? 0) + 1
        let payload = AuditRow(event: event).bytes
        let box = try key.seal(
            unsafe payload.span.bytes,
            under: MemberEvent.context(member: identity.member, sequence: sequence),
            type: MemberEvent.type)
        let content = MemberEvent(member: identity.member, sequence: sequence, box: box)
        return SignedEvent(
            sequence: sequence,
            statement: try identity.signed(
                StatementStep(
                    .audit, of: identity.vaultID, after: last?.statement, content.bytes)))
    }

    /// The newest event that the server has of this member; whether it is the one that was sent.
    private func look(
        for sent: SignedEvent, after last: SignedEvent?
    ) throws(VaultError) -> Bool {
        var found: [SignedEvent] = []
        let fresh = try reconnect()
        let answer = try fresh.answer(
            DatabaseStatement(
                """
                SELECT member, sequence, body, signature FROM osc_vault.audit \
                WHERE member = $1 AND sequence > $2 ORDER BY sequence
                """,
                [.bytes(identity.member.bytes), .integer(Int64(clamping: last?.sequence ?? 0))]))
        for row in 0..<answer.count { found += SignedEvent(answer, row).map { [$0] } ?? [] }
        var head = last?.statement.head ?? SignedStatement.origin
        for event in found {
            guard
                MemberEvent(
                    event, of: identity.member, identity.publicKeys.signing,
                    in: identity.vaultID, after: head) != nil
            else {
                throw .team(.history(.event(member: identity.member, sequence: event.sequence)))
            }
            head = event.statement.head
        }
        if let newest = found.last { try keep(newest) }
        guard found.contains(sent) else { return false }
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
            try rows.commit()
        } catch {
            rows.rollBack()
            throw error
        }
        try raiseMark()
    }
}

extension DatabaseError {
    fileprivate var isConflict: Bool {
        if case .conflict = self { true } else { false }
    }
}
