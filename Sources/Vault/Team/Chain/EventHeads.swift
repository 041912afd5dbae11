/// The newest event of each member, as a server shows it.
///
/// A row that the member has not signed counts for nothing, and a chain that is shorter than others have seen it is broken. Neither
/// stops anybody: whoever may add a row to `audit` could stop all others else.
struct EventHeads {
    /// Those that the member has signed.
    private(set) var heads: [RecordID: SignedEvent] = [:]
    /// The number from which on a member's events are broken.
    private(set) var broken: [RecordID: UInt64] = [:]

    init(_ news: TeamNews, _ history: TeamHistory) {
        for (id, event) in news.heads {
            // A removed member signs nothing more. What they signed before is read with the log.
            guard let member = history.roster.member(id) else { continue }
            if MemberEvent(event, of: id, member.keys.signing, in: history.roster.vaultID) != nil {
                heads[id] = event
            } else {
                broken[id] = event.sequence
            }
        }
        for named in history.newest?.events ?? []
        where history.roster.member(named.member) != nil && broken[named.member] == nil
            && !history.roster.acceptedLosses.contains(named.head)
        {
            let shown = heads[named.member]
            guard shown?.sequence ?? 0 <= named.count,
                shown?.sequence != named.count || shown?.statement.head != named.head
            else { continue }
            broken[named.member] = min((shown?.sequence ?? 0) + 1, named.count)
        }
    }

    func newer(than known: [RecordID: SignedEvent]) -> [RecordID: SignedEvent] {
        heads.filter { $0.value.sequence > (known[$0.key]?.sequence ?? 0) }
    }
}
