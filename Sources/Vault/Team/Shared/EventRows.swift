import PostgreSQL

/// What is asked of the server about the rows of members' events. Anybody's login may add some, of any size and number.
///
/// So every question has a bound. No event's body has 4,096 bytes, as it is a name, a key's id and 256 characters, sealed; and
/// every body begins with its statement's prefix (12 bytes) and the vault's id (16), by which the server tells other rows from it.
enum EventRows {
    /// So many rows are fetched at a time.
    static let pageRows = 256
    /// So many rows the server looks at for one page.
    private static let mostLookedAt = 65_536

    /// Body and signature of a row, each null where it is of no event's size.
    static let boundedColumns =
        "CASE WHEN octet_length(body) <= 4096 THEN body END AS body, "
        + "CASE WHEN octet_length(signature) = 64 THEN signature END AS signature"

    /// Whether a row looks like an event of the vault; the parameter is ``beginning(_:)``.
    private static func looksLikeEvent(_ parameter: String) -> String {
        "octet_length(body) <= 4096 AND octet_length(signature) = 64 "
            + "AND substring(body FROM 1 FOR 28) = \(parameter)"
    }

    /// The beginning of each event's body.
    private static func beginning(_ vaultID: RecordID) -> DatabaseValue {
        .bytes(StatementKind.audit.prefix + vaultID.bytes)
    }

    /// A member's rows after a number, as many as the server looks at.
    private static let lookedAt =
        "FROM osc_vault.audit WHERE member = $1 AND sequence > $2 "
        + "ORDER BY sequence LIMIT \(mostLookedAt)"

    private static func place(_ member: RecordID, _ number: UInt64) -> [DatabaseValue] {
        [.bytes(member.bytes), .integer(Int64(clamping: number))]
    }

    /// The next rows that look like events after a number.
    static func page(
        of member: RecordID, in vaultID: RecordID, after number: UInt64
    ) -> DatabaseStatement {
        DatabaseStatement(
            generated: "SELECT member, sequence, body, signature FROM (SELECT * \(lookedAt)) a "
                + "WHERE \(looksLikeEvent("$3")) ORDER BY sequence LIMIT \(pageRows)",
            place(member, number) + [beginning(vaultID)])
    }

    /// The same of any rows; for whoever looks for the first one that is no event.
    static func anyPage(of member: RecordID, after number: UInt64) -> DatabaseStatement {
        DatabaseStatement(
            generated: "SELECT member, sequence, \(boundedColumns) FROM osc_vault.audit "
                + "WHERE member = $1 AND sequence > $2 ORDER BY sequence LIMIT \(pageRows)",
            place(member, number))
    }

    /// One row of a member's.
    static func row(_ number: UInt64, of member: RecordID) -> DatabaseStatement {
        DatabaseStatement(
            generated: "SELECT member, sequence, \(boundedColumns) FROM osc_vault.audit "
                + "WHERE member = $1 AND sequence = $2",
            place(member, number))
    }

    /// All rows of all members that look like events, in their order.
    static func all(in vaultID: RecordID) -> DatabaseStatement {
        DatabaseStatement(
            generated: "SELECT member, sequence, body, signature FROM osc_vault.audit "
                + "WHERE \(looksLikeEvent("$1")) ORDER BY member, sequence",
            [beginning(vaultID)])
    }

    /// How many rows a member has, how many of them look like no event, and the first of those.
    static func count(of member: RecordID, in vaultID: RecordID) -> DatabaseStatement {
        DatabaseStatement(
            generated: "SELECT count(*), count(*) FILTER (WHERE strange), "
                + "min(sequence) FILTER (WHERE strange) FROM (SELECT sequence, "
                + "NOT (\(looksLikeEvent("$2"))) AS strange FROM osc_vault.audit WHERE member = $1) a",
            [.bytes(member.bytes), beginning(vaultID)])
    }

    /// The number of the last row that the server looks at for a page; null where there is none.
    static func end(of member: RecordID, after number: UInt64) -> DatabaseStatement {
        DatabaseStatement(
            generated: "SELECT max(sequence) FROM (SELECT sequence \(lookedAt)) a",
            place(member, number))
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
