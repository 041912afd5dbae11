import PostgreSQL

/// A member's own events on the server, as the member's machine looks at them.
///
/// Whoever may add rows to `audit` may put one where the member's next event would stand. So the events of a chain hang together by
/// their heads, and their numbers only go up: a row that the member has not signed is passed over, and its number stays unused.
struct OwnEvents {
    /// The member's newest event that is known.
    private(set) var last: EventHead?
    /// The same as it was signed, if it is at hand: a holder of the member's keys that signs the next step alone asks for it.
    private(set) var statement: SignedStatement?
    /// The number for the next one: no row stands there, as far as is known.
    private(set) var free: UInt64
    private let identity: any TeamIdentity

    /// So many rows are fetched at a time, and so often.
    static let pageRows = 256
    private static let mostPages = 64
    private static let mostSkips = 2
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
        (skipped, free) = (skipped + 1, free + 1)
    }

    /// Goes over the rows that come after the newest event that is known.
    ///
    /// - Returns: whether an event is among them that was sent.
    /// - Throws: ``HistoryRefusal/event(member:sequence:)`` where more rows than anybody fetches are not the member's.
    mutating func look(
        for sent: SignedEvent? = nil, on connection: DatabaseConnection
    ) throws(VaultError) -> Bool {
        var (seen, found) = (last?.count ?? 0, false)
        free = seen + 1
        for _ in 0..<Self.mostPages {
            let rows = try connection.answer(Self.page(of: identity.member, after: seen))
            for event in try TeamNews.each(rows, SignedEvent.init) {
                seen = event.sequence
                found = take(event, isSent: event == sent) || found
            }
            if rows.count < Self.pageRows { return found }
        }
        throw .team(.history(.event(member: identity.member, sequence: seen)))
    }

    /// Passes over what is not signed by the member.
    private mutating func take(_ event: SignedEvent, isSent: Bool) -> Bool {
        let isGenuine =
            MemberEvent(
                event, of: identity.member, identity.publicKeys.signing, in: identity.vaultID)
            != nil
        if isGenuine {
            last = EventHead(
                member: identity.member, count: event.sequence, head: event.statement.head)
            statement = event.statement
        }
        if isGenuine || event.sequence == free {
            free = event.sequence.addingReportingOverflow(1).partialValue
        }
        return isGenuine && isSent
    }

    /// A member's rows after a number, each of a bounded size: no event's body has 4,096 bytes, as it is a name, a key's id and
    /// 256 characters, sealed.
    static func page(of member: RecordID, after number: UInt64) -> DatabaseStatement {
        DatabaseStatement(
            """
            SELECT member, sequence, CASE WHEN octet_length(body) <= 4096 THEN body END, \
            CASE WHEN octet_length(signature) = 64 THEN signature END FROM osc_vault.audit \
            WHERE member = $1 AND sequence > $2 ORDER BY sequence LIMIT 256
            """, [.bytes(member.bytes), .integer(Int64(clamping: number))])
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
