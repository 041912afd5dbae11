import PostgreSQL

/// A member's own events on the server, as the member's machine looks at them.
///
/// Whoever may add rows to `audit` may put any number of them where the member's next events would stand. So the events of a chain
/// hang together by their heads, and their numbers only go up: a row that the member has not signed is passed over, and its number
/// stays unused. The work is bounded, however many such rows there are: so many that look like events are verified, and where too
/// many stand one after the other, the next number is chosen far behind them, where nobody can have put one.
struct OwnEvents {
    /// The member's newest event that is known.
    private(set) var last: EventHead?
    /// The same as it was signed, if it is at hand: a holder of the member's keys that signs the next step alone asks for it.
    private(set) var statement: SignedStatement?
    /// The number for the next one: no row stands there, as far as is known.
    private(set) var free: UInt64
    private let identity: any TeamIdentity

    /// So often rows are fetched.
    private static let mostPages = 16
    private static let mostSkips = 2
    /// So many numbers are tried one after the other.
    private static let mostTaken = 1024
    private var skipped = 0

    init(
        after last: EventHead?, signed statement: SignedStatement?, of identity: any TeamIdentity
    ) {
        (self.last, self.identity) = (last, identity)
        self.statement = statement
        free = (last?.count ?? 0) + 1
    }

    /// Somebody has the number in a transaction that does not come to an end.
    ///
    /// - Throws: ``TeamError/crowded`` the third time.
    mutating func skip() throws(VaultError) {
        guard skipped < Self.mostSkips else { throw .team(.crowded) }
        (skipped, free) = (skipped + 1, Self.far(behind: free))
    }

    /// Goes over the rows that come after the newest event that is known.
    ///
    /// - Returns: whether the event is there that was sent.
    mutating func look(
        for sent: SignedEvent? = nil, on connection: DatabaseConnection
    ) throws(VaultError) -> Bool {
        var isThere = false
        if let sent {
            let row = try connection.answer(EventRows.row(sent.sequence, of: identity.member))
            isThere = try TeamNews.each(row, SignedEvent.init).first == sent
        }
        var seen = last?.count ?? 0
        for _ in 0..<Self.mostPages {
            let rows = try connection.answer(
                EventRows.page(of: identity.member, in: identity.vaultID, after: seen))
            for event in try TeamNews.each(rows, SignedEvent.init) {
                seen = event.sequence
                take(event)
            }
            if rows.count < EventRows.pageRows { break }
        }
        free = try freeNumber(on: connection)
        return isThere
    }

    /// Passes over what is not signed by the member.
    private mutating func take(_ event: SignedEvent) {
        guard
            MemberEvent(
                event, of: identity.member, identity.publicKeys.signing, in: identity.vaultID)
                != nil
        else { return }
        last = EventHead(
            member: identity.member, count: event.sequence, head: event.statement.head)
        statement = event.statement
    }

    /// The first number after the newest event that no row has; far behind, where too many have one.
    private func freeNumber(on connection: DatabaseConnection) throws(VaultError) -> UInt64 {
        var next = (last?.count ?? 0) + 1
        let rows = try connection.answer(
            DatabaseStatement(
                """
                SELECT sequence FROM osc_vault.audit WHERE member = $1 AND sequence >= $2 \
                ORDER BY sequence LIMIT 1024
                """, [.bytes(identity.member.bytes), .integer(Int64(clamping: next))]))
        for row in 0..<rows.count {
            guard rows.integer(row, 0) == Int64(clamping: next) else { return next }
            next += 1
        }
        return rows.count < Self.mostTaken ? next : Self.far(behind: next)
    }

    /// A number that nobody guesses; there is room for two thousand million such steps.
    private static func far(behind number: UInt64) -> UInt64 {
        number + UInt64.random(in: 1...1 << 32)
    }

    static func insertion(
        _ event: SignedEvent, of member: RecordID, unlessThere: Bool = false
    ) -> DatabaseStatement {
        let values: [DatabaseValue] = [
            .bytes(member.bytes), .integer(Int64(clamping: event.sequence)),
            .bytes(event.statement.body), .bytes(event.statement.signature),
        ]
        guard unlessThere else {
            return DatabaseStatement(
                """
                INSERT INTO osc_vault.audit(member, sequence, body, signature) \
                VALUES ($1, $2, $3, $4)
                """, values)
        }
        return DatabaseStatement(
            """
            INSERT INTO osc_vault.audit(member, sequence, body, signature) \
            VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """, values)
    }
}
