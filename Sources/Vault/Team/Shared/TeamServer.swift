import PostgreSQL

/// What a team's server tells of itself and of this login, for `doctor`. Nothing of it is signed: it finds mistakes, not attackers.
package struct TeamServer: Hashable, Sendable {
    /// Whether the connection is by TLS; else it is a socket of this machine.
    package let isEncrypted: Bool
    /// Settings that let it forget what it has acknowledged: `fsync`, `full_page_writes`.
    package let weakSettings: [String]
    /// Whether a commit waits for a standby.
    package let hasSynchronousStandby: Bool
    /// Whom the database takes this login for.
    package let user: String
    package let isSuperuser: Bool
    package let ownsTables: Bool
    /// What the login may do and the member's role does not need: `UPDATE ON secret`.
    package let widerRights: [String]
    /// What the role needs and the login may not.
    package let missingRights: [String]

    fileprivate static let questions = [
        DatabaseStatement(
            """
            SELECT current_user::text, current_setting('fsync'), current_setting('full_page_writes'), \
            current_setting('synchronous_standby_names'), \
            (SELECT rolsuper::text FROM pg_catalog.pg_roles WHERE rolname = current_user), \
            (SELECT bool_or(pg_catalog.pg_has_role(relowner, 'USAGE'))::text FROM pg_catalog.pg_class \
            WHERE relnamespace = 'osc_vault'::regnamespace AND relkind = 'r')
            """),
        DatabaseStatement(
            """
            SELECT privilege || ' ON ' || relname::text FROM pg_catalog.pg_class \
            CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS privilege \
            WHERE relnamespace = 'osc_vault'::regnamespace AND relkind = 'r' \
            AND has_table_privilege(oid, privilege)
            """),
    ]

    fileprivate init?(_ answers: [DatabaseRows], role: MemberRole, isEncrypted: Bool) {
        guard answers.count == 2, let user = answers[0].text(0, 0),
            let standbys = answers[0].text(0, 3)
        else { return nil }
        let settings = answers[0]
        (self.user, self.isEncrypted) = (user, isEncrypted)
        weakSettings = [(1, "fsync"), (2, "full_page_writes")]
            .filter { settings.text(0, $0.0) != "on" }.map(\.1)
        hasSynchronousStandby = !standbys.isEmpty
        isSuperuser = settings.text(0, 4) == "true"
        ownsTables = settings.text(0, 5) == "true"
        let rights = Set((0..<answers[1].count).compactMap { answers[1].text($0, 0) })
        let needed = TeamGrants.rights(of: role)
        widerRights = rights.subtracting(needed).sorted()
        missingRights = needed.subtracting(rights).sorted()
    }
}

extension UnlockedVault {
    /// Asks the server about itself, and what the member's role should be able to do there.
    package func server() throws(VaultError) -> TeamServer {
        let store = try teamStore()
        guard let own = store.history.roster.member(store.identity.member) else {
            throw .team(.removed)
        }
        let (answers, isEncrypted) = try store.onLivingConnection {
            connection throws(VaultError) in
            (try connection.answers(TeamServer.questions), connection.isEncrypted)
        }
        guard let server = TeamServer(answers, role: own.role, isEncrypted: isEncrypted) else {
            throw TeamNews.wrongRow
        }
        return server
    }
}
