import PostgreSQL

/// What is asked of the server about a member's rows of events. Anybody's login may add some, of any size and number.
enum EventRows {
    /// The beginning of each event's body, which other rows are told from by the server already.
    private static func beginning(_ vaultID: RecordID) -> DatabaseValue {
        .bytes(StatementKind.audit.prefix + vaultID.bytes)
    }

    /// The next rows that look like events after a number, at most 256, each of a bounded size: no event's body has 4,096 bytes, as
    /// it is a name, a key's id and 256 characters, sealed. The server looks at 65,536 rows for them.
    static func page(
        of member: RecordID, in vaultID: RecordID, after number: UInt64
    ) -> DatabaseStatement {
        DatabaseStatement(
            """
            SELECT member, sequence, body, signature FROM (SELECT * FROM osc_vault.audit \
            WHERE member = $1 AND sequence > $2 ORDER BY sequence LIMIT 65536) a \
            WHERE octet_length(body) <= 4096 AND octet_length(signature) = 64 \
            AND substring(body FROM 1 FOR 28) = $3 ORDER BY sequence LIMIT 256
            """,
            [
                .bytes(member.bytes), .integer(Int64(clamping: number)), beginning(vaultID),
            ])
    }

    /// The same of any rows, what is too large left out; for whoever looks for the first one that is no event.
    static func anyPage(of member: RecordID, after number: UInt64) -> DatabaseStatement {
        DatabaseStatement(
            """
            SELECT member, sequence, CASE WHEN octet_length(body) <= 4096 THEN body END, \
            CASE WHEN octet_length(signature) = 64 THEN signature END FROM osc_vault.audit \
            WHERE member = $1 AND sequence > $2 ORDER BY sequence LIMIT 256
            """, [.bytes(member.bytes), .integer(Int64(clamping: number))])
    }

    /// How many rows a member has, how many of them look like no event, and the first of those.
    static func count(of member: RecordID, in vaultID: RecordID) -> DatabaseStatement {
        DatabaseStatement(
            """
            SELECT count(*), count(*) FILTER (WHERE strange), min(sequence) FILTER (WHERE strange) \
            FROM (SELECT sequence, octet_length(body) > 4096 OR octet_length(signature) <> 64 \
            OR substring(body FROM 1 FOR 28) <> $2 AS strange FROM osc_vault.audit \
            WHERE member = $1) a
            """, [.bytes(member.bytes), beginning(vaultID)])
    }

    /// The number of the last row that the server looks at for a page; null where there is none.
    static func end(of member: RecordID, after number: UInt64) -> DatabaseStatement {
        DatabaseStatement(
            """
            SELECT max(sequence) FROM (SELECT sequence FROM osc_vault.audit \
            WHERE member = $1 AND sequence > $2 ORDER BY sequence LIMIT 65536) a
            """, [.bytes(member.bytes), .integer(Int64(clamping: number))])
    }

    /// Which of these numbers a member has rows of.
    static func numbers(_ numbers: [UInt64], of member: RecordID) -> DatabaseStatement {
        let list = numbers.map { String(Int64(clamping: $0)) }.joined(separator: ", ")
        return DatabaseStatement(
            generated: "SELECT sequence FROM osc_vault.audit WHERE member = $1 "
                + "AND sequence IN (\(list))",
            [.bytes(member.bytes)])
    }
}
