/// The tables of a team's backup: those of a replica, and all that the members have noted.
extension Schema {
    /// Its application id is "OVTB", big-endian.
    static let teamBackup = Schema(
        applicationID: 0x4F56_5442,
        marks: ["PRAGMA application_id = 0x4F565442", "PRAGMA user_version = 1"],
        tables: (replica.tables + [memberEvents]).sorted { $0.name < $1.name })

    private static let memberEvents = Table(
        name: "member_event",
        sql: """
            CREATE TABLE member_event(member BLOB NOT NULL, sequence INTEGER NOT NULL, body BLOB NOT NULL, \
            signature BLOB NOT NULL, PRIMARY KEY(member, sequence)) STRICT, WITHOUT ROWID
            """)
}
