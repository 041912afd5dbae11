import PostgreSQL

/// What is asked of the server about its newest state: in one round trip where it has little that is new.
enum TeamQueries {
    /// Reads one state, whatever others write meanwhile, and leaves nothing in the session.
    static let beginReading: [DatabaseStatement] = [
        DatabaseStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        DatabaseStatement("SET LOCAL statement_timeout = '10s'"),
    ]
    static let endReading = [DatabaseStatement("COMMIT")]

    /// Queues behind other writers, which is a courtesy: the first row of a change decides who has won.
    static let beginWriting: [DatabaseStatement] =
        Durability.beginWriting + [DatabaseStatement("SELECT pg_advisory_xact_lock(1330861140)")]

    /// - Parameters:
    ///   - point: what is known; `nil` for nothing.
    ///   - number: the roster's entries from this on.
    ///   - epoch: rows of the tree that were written after this epoch.
    static func news(
        since point: TeamPoint?, entriesFrom number: UInt64, rowsAfter epoch: UInt64
    ) -> [LongQuestion] {
        let after = DatabaseValue.integer(Int64(clamping: epoch))
        let manifests =
            if let point {
                DatabaseStatement(
                    """
                    SELECT epoch, body, signature FROM osc_vault.manifest WHERE epoch >= \
                    least($1, (SELECT max(epoch) FROM osc_vault.manifest)) ORDER BY epoch
                    """, [.integer(Int64(clamping: point.epoch))])
            } else {
                DatabaseStatement(
                    """
                    SELECT epoch, body, signature FROM osc_vault.manifest \
                    WHERE epoch = (SELECT max(epoch) FROM osc_vault.manifest)
                    """)
            }
        return [
            LongQuestion(
                DatabaseStatement(
                    """
                    SELECT format, id, (SELECT coalesce(max(epoch), 0) FROM osc_vault.manifest) \
                    FROM osc_vault.vault
                    """), pieceRows: 64),
            LongQuestion(manifests, pieceRows: 4_096),
            LongQuestion(
                DatabaseStatement(
                    "SELECT body, signature FROM osc_vault.roster WHERE number >= $1 ORDER BY number",
                    [.integer(Int64(clamping: number))]), pieceRows: 4_096),
            LongQuestion(
                DatabaseStatement("SELECT member, key_epoch, body FROM osc_vault.slot"),
                pieceRows: 4_096),
            // A page has up to 57 KiB.
            LongQuestion(
                DatabaseStatement(
                    "SELECT place, generation, body FROM osc_vault.page WHERE epoch > $1", [after]),
                pieceRows: 256),
            LongQuestion(
                DatabaseStatement(
                    "SELECT place, body FROM osc_vault.node WHERE epoch > $1", [after]),
                pieceRows: 1_024),
            LongQuestion(
                DatabaseStatement(
                    "SELECT kind, body FROM osc_vault.directory WHERE epoch > $1", [after]),
                pieceRows: 64),
            LongQuestion(
                DatabaseStatement(
                    "SELECT sequence, body FROM osc_vault.event WHERE epoch > $1 ORDER BY sequence",
                    [after]), pieceRows: 8_192),
            LongQuestion(
                DatabaseStatement(
                    "SELECT id, generation, body FROM osc_vault.secret WHERE epoch > $1", [after]),
                pieceRows: 8_192),
            LongQuestion(
                // A writer's login may add any number of rows: of epochs that nobody has written they would be news for ever.
                DatabaseStatement(
                    """
                    SELECT id FROM osc_vault.gone WHERE epoch > $1 \
                    AND epoch <= (SELECT max(epoch) FROM osc_vault.manifest)
                    """, [after]),
                pieceRows: 65_536),
            // Of each member one row of a bounded size, whatever others have put there.
            LongQuestion(
                DatabaseStatement(
                    generated:
                        "SELECT s.member, a.sequence, a.body, a.signature FROM osc_vault.slot s "
                        + "CROSS JOIN LATERAL (SELECT sequence, \(EventRows.boundedColumns) "
                        + "FROM osc_vault.audit WHERE member = s.member "
                        + "ORDER BY sequence DESC LIMIT 1) a"), pieceRows: 4_096),
        ]
    }
}

extension TeamNews {
    /// - Parameter answers: to ``TeamQueries/news(since:entriesFrom:rowsAfter:)``, in its order.
    init(_ answers: [DatabaseRows]) throws(VaultError) {
        guard answers.count == 11 else { throw Self.wrongRow }
        let vault = answers[0]
        guard vault.count > 0 else { throw .team(.noVault) }
        guard vault.count == 1, let format = vault.integer(0, 0),
            let id = vault.bytes(0, 1).flatMap({ RecordID($0) }), let newest = vault.integer(0, 2)
        else { throw Self.wrongRow }
        guard format <= TeamSchema.format else { throw .newerFormat(found: Int(format)) }
        self.init(vaultID: id, newestEpoch: UInt64(clamping: newest))
        manifests = try Self.numbered(answers[1]).map { ($0.number, $0.statement) }
        entries = try Self.statements(answers[2])
        slots = try Self.each(answers[3]) { rows, row in
            rows.bytes(row, 0).flatMap { RecordID($0) }.flatMap { member in
                rows.bytes(row, 2).flatMap { box in
                    rows.integer(row, 1).map {
                        MemberSlot(member: member, keyEpoch: UInt64(bitPattern: $0), box: box)
                    }
                }
            }
        }
        rows = try SharedRows(answers)
        for (member, event) in try Self.each(
            answers[10],
            { rows, row in
                rows.bytes(row, 0).flatMap { RecordID($0) }.flatMap { member in
                    SignedEvent(rows, row).map { (member, $0) }
                }
            })
        { heads[member] = event }
    }

    /// From the columns number or epoch, body, signature.
    static func numbered(
        _ rows: DatabaseRows
    ) throws(VaultError) -> [(number: UInt64, statement: SignedStatement)] {
        try each(rows) { rows, row in
            guard let number = rows.integer(row, 0), let body = rows.bytes(row, 1),
                let signature = rows.bytes(row, 2)
            else { return nil }
            return (
                UInt64(bitPattern: number), SignedStatement(body: body, signature: signature)
            )
        }
    }

    static func statements(_ rows: DatabaseRows) throws(VaultError) -> [SignedStatement] {
        try each(rows) { rows, row in
            rows.bytes(row, 0).flatMap { body in
                rows.bytes(row, 1).map { SignedStatement(body: body, signature: $0) }
            }
        }
    }

    static func each<Element>(
        _ rows: DatabaseRows, _ read: (DatabaseRows, Int) -> Element?
    ) throws(VaultError) -> [Element] {
        var found: [Element] = []
        for row in 0..<rows.count {
            guard let element = read(rows, row) else { throw wrongRow }
            found.append(element)
        }
        return found
    }

    static let wrongRow = VaultError.team(.rows("one is none that a vault has written"))
}

extension SignedEvent {
    /// From the columns sequence, body, signature, behind the member's id. What is too large to be fetched is empty, which nobody
    /// has signed.
    init?(_ rows: DatabaseRows, _ row: Int) {
        guard let sequence = rows.integer(row, 1) else { return nil }
        self.init(
            sequence: UInt64(bitPattern: sequence),
            statement: SignedStatement(
                body: rows.bytes(row, 2) ?? [], signature: rows.bytes(row, 3) ?? []))
    }
}

extension SharedRows {
    fileprivate init(_ answers: [DatabaseRows]) throws(VaultError) {
        self.init()
        for (place, row) in try TeamNews.each(
            answers[4],
            { rows, row in
                rows.integer(row, 0).flatMap { PagePlace(row: $0) }.flatMap { place in
                    BoxRow(rows, row).map { (place, $0) }
                }
            })
        { pages[place] = row }
        for (place, body) in try TeamNews.each(
            answers[5],
            { rows, row in
                rows.integer(row, 0).flatMap { PagePlace(row: $0) }.flatMap { place in
                    rows.bytes(row, 1).map { (place, $0) }
                }
            })
        { nodes[place] = body }
        for (kind, body) in try TeamNews.each(
            answers[6],
            { rows, row in
                rows.integer(row, 0).flatMap { UInt16(exactly: $0) }
                    .flatMap { PageKind(rawValue: $0) }
                    .flatMap { kind in rows.bytes(row, 1).map { (kind, $0) } }
            })
        { directories[kind] = body }
        events = try TeamNews.each(answers[7]) { rows, row in
            rows.integer(row, 0).flatMap { sequence in
                rows.bytes(row, 1).map { (UInt64(bitPattern: sequence), $0) }
            }
        }
        secrets = try TeamNews.each(answers[8]) { rows, row in
            rows.bytes(row, 0).flatMap { RecordID($0) }.flatMap { id in
                BoxRow(rows, row).map {
                    SecretRow(id: id, generation: $0.generation, box: $0.box)
                }
            }
        }
        removedSecrets = try TeamNews.each(answers[9]) { rows, row in
            rows.bytes(row, 0).flatMap { RecordID($0) }
        }
    }
}

extension BoxRow {
    /// From the columns generation and body, behind the first.
    fileprivate init?(_ rows: DatabaseRows, _ row: Int) {
        guard let generation = rows.integer(row, 1), let box = rows.bytes(row, 2) else {
            return nil
        }
        self.init(generation: UInt64(bitPattern: generation), box: box)
    }
}
