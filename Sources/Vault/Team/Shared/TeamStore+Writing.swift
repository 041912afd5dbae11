import PostgreSQL

/// Writing: the server first, the replica after it.
extension TeamStore {
    /// Queues behind other writers, reads what is new, and begins.
    func begin() throws(VaultError) {
        try requireRole(.writer)
        let directory = access.place.stateDirectory
        let mark = try TeamMark.read(of: identity.vaultID, in: directory)
        do throws(VaultError) {
            try take(newsForWriting(since: mark), mark: mark)
            try requireRole(.writer)
            guard history.roster.keyEpoch == keyEpoch else { throw VaultError.team(.rekeyed) }
            try rows.begin()
        } catch {
            connection?.rollback()
            throw error
        }
        change = TeamChange(roster: history.roster)
    }

    /// So often a machine that is far behind reads what is new before it begins.
    private static let mostReadings = 3

    private func newsForWriting(since mark: TeamMark?) throws(VaultError) -> TeamNews {
        for _ in 0..<Self.mostReadings {
            if let news = try beginWriting(NewsQuestion(history, mark)) { return news }
            // Others don't wait meanwhile.
            connection?.rollback()
            try takeNews(since: mark)
        }
        throw .team(.crowded)
    }

    /// Begins, and waits in the queue as far as that moves; `nil` where there is more news than one round trip brings.
    private func beginWriting(_ question: NewsQuestion) throws(VaultError) -> TeamNews? {
        do throws(VaultError) {
            return try onLivingConnection { connection throws(VaultError) in
                try question.shortNews(connection, TeamQueries.beginWriting)
            }
        } catch .team(.crowded) {
            // Whoever stands at its head need not be a writer: every login may. The first row decides who has won all the same.
            return try onLivingConnection { connection throws(VaultError) in
                try question.shortNews(connection, Durability.beginWritingOneState)
            }
        }
    }

    func write(_ changes: RowChanges) throws(VaultError) {
        try write(changes, isWhole: false)
        try RowWriter.write(changes, to: replica.connection)
    }

    func replaceAll(with changes: RowChanges) throws(VaultError) {
        try write(changes, isWhole: true)
        try rows.replaceAll(with: changes)
    }

    /// Signs the manifest, and stores in the replica what the tree has no rows for.
    private func write(_ changes: RowChanges, isWhole: Bool) throws(VaultError) {
        guard var change else { throw .team(.unclear) }
        let slots = if let staged = change.slots { staged } else { try replica.slots() }
        let statement = try signed(changes.manifest, change.roster, slots)
        var next = history
        next.take(entries: change.entries)
        do throws(HistoryRefusal) {
            try next.take(statement)
            try next.finish(slots: slots)
        } catch { throw .team(.history(error)) }
        guard let point = next.point else { throw .team(.noVault) }
        var write = TeamWrite(epoch: point.epoch, manifest: statement)
        write.add(entries: change.entries, from: history.roster.count)
        if change.slots != nil { write.replace(slots: slots) }
        if let settled = change.settled { write.settle(request: settled) }
        write.add(changes, isWhole: isWhole)
        try replica.put(statement, at: point.epoch)
        try replica.put(entries: change.entries, from: history.roster.count)
        if change.slots != nil { try replica.put(slots: slots) }
        (change.write, change.history) = (write, next)
        self.change = change
    }

    private func signed(
        _ row: ManifestRow, _ roster: Roster, _ slots: [MemberSlot]
    ) throws(VaultError) -> SignedStatement {
        var events: [EventHead] = []
        for (member, event) in try replica.eventHeads() where roster.member(member) != nil {
            events.append(
                EventHead(member: member, count: event.sequence, head: event.statement.head))
        }
        let statement = try ManifestStatement(
            author: identity.member, roster: roster, slotDigest: MemberSlot.digest(of: slots),
            row: row, events: events)
        let epoch = history.newest?.manifest.epoch ?? 0
        guard let newest = try replica.manifest(at: epoch), newest.head == history.head else {
            throw .damaged("the replica has lost its newest manifest")
        }
        return try identity.signed(
            StatementStep(.manifest, of: identity.vaultID, after: newest, statement.bytes))
    }

    /// Makes the change durable on the server, then here.
    func commit() throws(VaultError) {
        guard let change, let connection else { throw .team(.unclear) }
        guard let write = change.write, let next = change.history else {
            // Nothing was written: both transactions end as they began.
            connection.rollback()
            try rows.commit()
            self.change = nil
            return
        }
        try TeamCommit(write: write, place: access.place).run(on: connection) { fresh in
            self.connection = fresh
        }
        self.change = nil
        // The server has it. What goes wrong here is put right when the replica is brought up next.
        try rows.commit()
        (history, keyEpoch) = (next, next.roster.keyEpoch)
        if let slots = change.slots { keepOwnSlot(among: slots) }
        try raiseMark()
    }

    func rollBack() {
        if change != nil { connection?.rollback() }
        change = nil
        rows.rollBack()
    }
}
