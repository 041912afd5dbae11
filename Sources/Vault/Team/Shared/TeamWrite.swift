import PostgreSQL

/// One change as the server gets it: the manifest's row first, whose primary key is the compare-and-swap, then all others.
///
/// Sending it twice changes nothing: the second time its first row is refused.
struct TeamWrite {
    let epoch: UInt64
    let manifest: SignedStatement
    private(set) var statements: [DatabaseStatement]

    init(epoch: UInt64, manifest: SignedStatement) {
        self.init(newest: (epoch, manifest), [(epoch, manifest)])
    }

    /// Several at once, the newest last; `nil` for none.
    init?(manifests: [(epoch: UInt64, statement: SignedStatement)]) {
        guard let newest = manifests.last else { return nil }
        self.init(newest: newest, manifests)
    }

    private init(
        newest: (epoch: UInt64, statement: SignedStatement),
        _ manifests: [(epoch: UInt64, statement: SignedStatement)]
    ) {
        (epoch, manifest) = newest
        statements = manifests.map { epoch, statement in
            DatabaseStatement(
                "INSERT INTO osc_vault.manifest(epoch, body, signature) VALUES ($1, $2, $3)",
                [
                    .integer(Int64(clamping: epoch)), .bytes(statement.body),
                    .bytes(statement.signature),
                ])
        }
    }

    var written: DatabaseValue { .integer(Int64(clamping: epoch)) }

    /// What makes the database a vault, before the first manifest.
    mutating func create(_ vaultID: RecordID) {
        let vault = DatabaseStatement(
            "INSERT INTO osc_vault.vault(only_one, format, id) VALUES (1, $1, $2)",
            [.integer(TeamSchema.format), .bytes(vaultID.bytes)])
        statements.insert(contentsOf: TeamSchema.creation + [vault], at: 0)
    }

    mutating func add(entries: [SignedStatement], from number: UInt64) {
        for (index, entry) in entries.enumerated() {
            add(
                "INSERT INTO osc_vault.roster(number, body, signature) VALUES ($1, $2, $3)",
                .integer(Int64(clamping: number + UInt64(index))), .bytes(entry.body),
                .bytes(entry.signature))
        }
    }

    /// All slots, in place of those that are there.
    mutating func replace(slots: [MemberSlot]) {
        add("DELETE FROM osc_vault.slot")
        for slot in slots {
            add(
                "INSERT INTO osc_vault.slot(member, key_epoch, body, epoch) VALUES ($1, $2, $3, $4)",
                .bytes(slot.member.bytes), .integer(Int64(bitPattern: slot.keyEpoch)),
                .bytes(slot.box), written)
        }
    }

    mutating func settle(request invitation: RecordID) {
        add("DELETE FROM osc_vault.request WHERE invite = $1", .bytes(invitation.bytes))
    }

    /// - Parameter isWhole: whether the rows are all that the tree has, in place of those that are there.
    mutating func add(_ rows: RowChanges, isWhole: Bool) {
        if isWhole {
            // All other rows are overwritten by their ids; the log is replaced as a whole.
            add("DELETE FROM osc_vault.event")
        }
        for row in rows.secrets {
            add(
                """
                INSERT INTO osc_vault.secret(id, generation, body, epoch) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (id) DO UPDATE SET generation = $2, body = $3, epoch = $4
                """,
                .bytes(row.id.bytes), .integer(Int64(bitPattern: row.generation)),
                .bytes(row.box), written)
        }
        for id in rows.removedSecrets {
            add("DELETE FROM osc_vault.secret WHERE id = $1", .bytes(id.bytes))
            add(
                "INSERT INTO osc_vault.gone(id, epoch) VALUES ($1, $2)", .bytes(id.bytes), written)
        }
        for (place, row) in rows.pages {
            add(
                """
                INSERT INTO osc_vault.page(place, generation, body, epoch) VALUES ($1, $2, $3, $4) \
                ON CONFLICT (place) DO UPDATE SET generation = $2, body = $3, epoch = $4
                """,
                .integer(place.row), .integer(Int64(bitPattern: row.generation)),
                .bytes(row.box), written)
        }
        for (place, body) in rows.nodes {
            add(
                """
                INSERT INTO osc_vault.node(place, body, epoch) VALUES ($1, $2, $3) \
                ON CONFLICT (place) DO UPDATE SET body = $2, epoch = $3
                """, .integer(place.row), .bytes(body), written)
        }
        for (kind, body) in rows.directories {
            add(
                """
                INSERT INTO osc_vault.directory(kind, body, epoch) VALUES ($1, $2, $3) \
                ON CONFLICT (kind) DO UPDATE SET body = $2, epoch = $3
                """, .integer(Int64(kind.rawValue)), .bytes(body), written)
        }
        for event in rows.events {
            add(
                "INSERT INTO osc_vault.event(sequence, body, epoch) VALUES ($1, $2, $3)",
                .integer(Int64(bitPattern: event.sequence)), .bytes(event.box), written)
        }
    }

    mutating func add(_ sql: StaticString, _ parameters: DatabaseValue...) {
        add(DatabaseStatement(sql, parameters))
    }

    mutating func add(_ statement: DatabaseStatement) { statements.append(statement) }
}
