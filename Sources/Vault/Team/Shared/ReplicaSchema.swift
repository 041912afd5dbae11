/// The tables of a replica: those of a private vault, and what the members have signed.
extension Schema {
    /// Its application id is "OVRP", big-endian.
    static let replica = Schema(
        applicationID: 0x4F56_5250,
        marks: ["PRAGMA application_id = 0x4F565250", "PRAGMA user_version = 1"],
        tables: (vaultTables + signedTables).sorted { $0.name < $1.name })

    private static let signedTables = [
        // The newest event of each member.
        Table(
            name: "event_head",
            sql: """
                CREATE TABLE event_head(member BLOB PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL, \
                body BLOB NOT NULL, signature BLOB NOT NULL) STRICT, WITHOUT ROWID
                """),
        Table(
            name: "member_slot",
            sql: """
                CREATE TABLE member_slot(member BLOB PRIMARY KEY NOT NULL, key_epoch INTEGER NOT NULL, \
                body BLOB NOT NULL) STRICT, WITHOUT ROWID
                """),
        // The newest that a member has noted on this machine, should the server lose them.
        Table(
            name: "own_event",
            sql: """
                CREATE TABLE own_event(member BLOB NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL, \
                signature BLOB NOT NULL, PRIMARY KEY(member, sequence)) STRICT, WITHOUT ROWID
                """),
        Table(
            name: "signed_manifest",
            sql: """
                CREATE TABLE signed_manifest(epoch INTEGER PRIMARY KEY, body BLOB NOT NULL, \
                signature BLOB NOT NULL) STRICT
                """),
        Table(
            name: "signed_roster",
            sql: """
                CREATE TABLE signed_roster(number INTEGER PRIMARY KEY, body BLOB NOT NULL, \
                signature BLOB NOT NULL) STRICT
                """),
    ]
}
