import PostgreSQL

/// One member's chain, as a server shows it.
struct MemberChain {
    private let member: Member
    private let vaultID: RecordID
    private var head = SignedStatement.origin
    private var heads: [UInt64: [UInt8]] = [:]
    /// Rows that the member has not signed.
    private var unsigned = 0
    private var firstUnsigned: UInt64?
    private(set) var rowCount: UInt64 = 0
    private(set) var events: [MemberEvent] = []
    private(set) var findings: [TeamFinding] = []
    private(set) var losses: [EventLoss] = []
    /// Heads of events that are gone, which an admin has accepted.
    private let accepted: Set<[UInt8]>

    /// After so many rows that look like events and are none, nothing more is fetched.
    private static let mostUnsigned = 1 << 14

    init(_ member: Member, in roster: Roster) {
        (self.member, vaultID, accepted) = (member, roster.vaultID, roster.acceptedLosses)
    }

    /// - Parameter named: how far others, and this machine, have seen the members' chains come.
    mutating func read(
        from store: TeamStore, seen named: [EventHead]
    ) throws(VaultError) {
        let counts = try store.ask(EventRows.count(of: member.id, in: vaultID))
        rowCount = UInt64(clamping: counts.integer(0, 0) ?? 0)
        unsigned = Int(clamping: counts.integer(0, 1) ?? 0)
        firstUnsigned = counts.integer(0, 2).map { UInt64(clamping: $0) }
        var (number, seen, forged): (UInt64, UInt64, Int) = (0, 0, 0)
        let candidates = rowCount - min(rowCount, UInt64(unsigned))
        while seen < candidates, forged < Self.mostUnsigned {
            let rows = try store.ask(EventRows.page(of: member.id, in: vaultID, after: number))
            for event in try TeamNews.each(rows, SignedEvent.init) {
                number = event.sequence
                if !take(event) { forged += 1 }
            }
            seen += UInt64(rows.count)
            // Rows that look like none are passed over, as many as the server looks at for one page.
            guard rows.count == 0 else { continue }
            guard let next = try behindStrange(number, in: store) else { break }
            number = next
        }
        unsigned += forged
        if let first = firstUnsigned, unsigned > 0 {
            findings.insert(
                .unsignedEvents(member: member.name, first: first, count: unsigned), at: 0)
        }
        let isCut = seen < candidates
        if isCut, let first = firstUnsigned {
            findings.append(.hiddenEvents(member: member.name, behind: first))
        }
        for point in named where point.member == member.id {
            try compare(with: point, in: store, isCut: isCut)
        }
    }

    /// The last of the 65,536 rows that the server has looked at; `nil` at the end.
    private func behindStrange(
        _ number: UInt64, in store: TeamStore
    ) throws(VaultError) -> UInt64? {
        let answer = try store.ask(EventRows.end(of: member.id, after: number))
        return answer.integer(0, 0).map { UInt64(clamping: $0) }
    }

    /// - Returns: whether the member has signed it.
    private mutating func take(_ signed: SignedEvent) -> Bool {
        guard let event = MemberEvent(signed, of: member.id, member.keys.signing, in: vaultID)
        else {
            firstUnsigned = min(firstUnsigned ?? .max, signed.sequence)
            return false
        }
        if let before = signed.statement.unverifiedContent(.audit, of: vaultID)?.before,
            !before.elementsEqual(head)
        {
            note(Array(before), as: .eventGap(member: member.name, row: signed.sequence))
        }
        head = signed.statement.head
        heads[event.sequence] = head
        events.append(event)
        return true
    }

    private mutating func compare(
        with point: EventHead, in store: TeamStore, isCut: Bool
    ) throws(VaultError) {
        var found = heads[point.count]
        if found == nil, isCut {
            let row = try store.ask(EventRows.row(point.count, of: member.id))
            found = try TeamNews.each(row, SignedEvent.init).first?.statement.head
        }
        guard found != point.head else { return }
        note(point.head, as: .eventGone(member: member.name, row: point.count))
    }

    /// An event of that head is gone. It is told once, and is no finding where that is accepted.
    private mutating func note(_ head: [UInt8], as finding: TeamFinding) {
        let loss = EventLoss(finding: finding, head: head, isAccepted: accepted.contains(head))
        guard !losses.contains(loss) else { return }
        losses.append(loss)
        if !loss.isAccepted { findings.append(finding) }
    }
}
