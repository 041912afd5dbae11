import PostgreSQL

/// The member's own events: what the server has lost of them is put back.
extension TeamStore {
    /// So many of the newest are looked for where nobody can tell from the newest row whether they are there.
    private static let mostLookedFor: UInt64 = 64

    /// Says whose events are broken, and puts back what this machine has of its member's own.
    func tellEvents() throws(VaultError) {
        guard offline == nil else { return }
        if let last = try lastOwnEvent() { putBack(upTo: last) }
        for (id, number) in brokenEvents.sorted(by: { $0.key < $1.key }) {
            guard let member = history.roster.member(id) else { continue }
            // Where that can't be asked now, the newest such row is told.
            let first = (try? firstUnsigned(of: member, upTo: number)) ?? number
            warnings.append(.eventsBroken(member: member.name, from: first))
        }
    }

    /// The first row behind the member's newest known event that the member has not signed, if it is near.
    private func firstUnsigned(
        of member: Member, upTo newest: UInt64
    ) throws(VaultError) -> UInt64 {
        let named = history.newest?.events.first { $0.member == member.id }?.count ?? 0
        let known = max(try replica.eventHeads()[member.id]?.sequence ?? 0, named)
        guard known < newest else { return newest }
        let rows = try ask(EventRows.anyPage(of: member.id, after: known))
        let first = try TeamNews.each(rows, SignedEvent.init).first {
            MemberEvent($0, of: member.id, member.keys.signing, in: identity.vaultID) == nil
        }
        return first?.sequence ?? newest
    }

    private func putBack(upTo last: EventHead) {
        let shown = shownOwnEvent
        let isThere =
            (shown?.sequence ?? 0) > last.count
            || (shown?.sequence == last.count && shown?.statement.head == last.head)
        guard !isThere else { return }
        // Where the newest row is not the member's, what lies below it may be there all the same.
        let isHidden = shown == nil && brokenEvents[identity.member] ?? 0 > last.count
        let first =
            if isHidden {
                last.count - min(last.count, Self.mostLookedFor) + 1
            } else if let shown {
                min(shown.sequence, last.count - 1) + 1
            } else {
                min(brokenEvents[identity.member] ?? 1, last.count)
            }
        // A server that takes no rows now gets them another time.
        let stored = (try? putBack(from: first)) ?? []
        if let first = stored.first, let newest = stored.last {
            warnings.append(.eventsPutBack(first: first, last: newest))
        }
        guard !isHidden else { return }
        brokenEvents[identity.member] = nil
        if stored.last != last.count, !history.roster.acceptedLosses.contains(last.head) {
            warnings.append(.eventsLost(first: first, last: last.count))
        }
    }

    /// Sends once more, byte by byte, what this machine has noted and the server has not. A place that another row has taken
    /// stays that row's.
    ///
    /// - Returns: the numbers that are there again.
    @discardableResult
    func putBack(from first: UInt64) throws(VaultError) -> [UInt64] {
        let kept = try replica.ownEvents(of: identity.member, from: first)
        guard !kept.isEmpty else { return [] }
        let answer = try ask(EventRows.numbers(kept.map(\.sequence), of: identity.member))
        let there = Set((0..<answer.count).compactMap { answer.integer($0, 0) })
        let lost = kept.filter { !there.contains(Int64(clamping: $0.sequence)) }
        guard !lost.isEmpty else { return [] }
        try onLivingConnection { connection throws(VaultError) in
            try Durability.begin(on: connection)
            let insertions = lost.map {
                OwnEvents.insertion($0, of: identity.member, unlessThere: true)
            }
            do throws(DatabaseError) { _ = try connection.commit(after: insertions) } catch {
                throw VaultError(error)
            }
        }
        return lost.map(\.sequence)
    }
}
