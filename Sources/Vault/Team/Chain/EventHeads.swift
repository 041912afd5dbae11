/// The newest event of each member, as a server shows it: signed by the member, and not before what the newest manifest names.
struct EventHeads {
    private let heads: [RecordID: SignedEvent]

    /// - Parameter isNew: whether the newest manifest was shown together with them.
    init(_ news: TeamNews, _ history: TeamHistory, isNew: Bool) throws(VaultError) {
        var heads: [RecordID: SignedEvent] = [:]
        for (id, event) in news.heads {
            // A removed member signs nothing more. What they signed before is read with the log.
            guard let member = history.roster.member(id) else { continue }
            guard
                MemberEvent(event, of: id, member.keys.signing, in: history.roster.vaultID) != nil
            else { throw .team(.history(.event(member: id, sequence: event.sequence))) }
            heads[id] = event
        }
        if isNew, let newest = history.newest {
            for named in newest.events where history.roster.member(named.member) != nil {
                guard let shown = heads[named.member],
                    shown.sequence > named.count
                        || (shown.sequence == named.count && shown.statement.head == named.head)
                else {
                    throw .team(
                        .history(.event(member: named.member, sequence: named.count)))
                }
            }
        }
        self.heads = heads
    }

    func newer(than known: [RecordID: SignedEvent]) -> [RecordID: SignedEvent] {
        heads.filter { $0.value.sequence > (known[$0.key]?.sequence ?? 0) }
    }
}
