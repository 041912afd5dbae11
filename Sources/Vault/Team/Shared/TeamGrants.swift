/// The second wall, behind the signatures: what the database lets its users do. A superuser runs it once, and gives each member's
/// database user one of the three roles before they join.
package enum TeamGrants {
    /// PostgreSQL's statements, one a line.
    package static var sql: String {
        let roles = MemberRole.allCases.map(create)
        let rights = grants.map { grant in
            let tables = grant.tables.map { "osc_vault.\($0)" }.joined(separator: ", ")
            let words = grant.rights.joined(separator: ", ")
            return "GRANT \(words) ON \(tables) TO \(name(grant.role));"
        }
        return (roles + heirs + reading + rights).joined(separator: "\n") + "\n"
    }

    /// What a role may do to tables but read them: `INSERT ON roster`.
    static func rights(of role: MemberRole) -> Set<String> {
        Set(
            grants.filter { $0.role <= role }.flatMap { grant in
                grant.tables.flatMap { table in grant.rights.map { "\($0) ON \(table)" } }
            })
    }

    private struct Grant {
        let rights: [String]
        let tables: [String]
        let role: MemberRole
    }

    /// The database's role for members of a role of the team.
    package static func name(_ role: MemberRole) -> String { "osc_vault_\(role)" }

    /// Roles that nobody logs in with, made unless they are there.
    private static func create(_ role: MemberRole) -> String {
        "DO $$ BEGIN CREATE ROLE \(name(role)) NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
    }

    private static let heirs = [
        "GRANT osc_vault_reader TO osc_vault_writer;",
        "GRANT osc_vault_writer TO osc_vault_admin;",
    ]
    private static let reading = [
        "GRANT USAGE ON SCHEMA osc_vault TO osc_vault_reader;",
        "GRANT SELECT ON ALL TABLES IN SCHEMA osc_vault TO osc_vault_reader;",
    ]
    private static let grants = [
        Grant(rights: ["INSERT"], tables: ["audit", "request"], role: .reader),
        Grant(rights: ["INSERT"], tables: ["manifest", "event", "gone"], role: .writer),
        Grant(
            rights: ["INSERT", "UPDATE"], tables: ["page", "node", "directory"], role: .writer),
        Grant(rights: ["INSERT", "UPDATE", "DELETE"], tables: ["secret"], role: .writer),
        Grant(rights: ["INSERT"], tables: ["roster"], role: .admin),
        Grant(rights: ["INSERT", "DELETE"], tables: ["slot"], role: .admin),
        Grant(rights: ["DELETE"], tables: ["request", "event"], role: .admin),
    ]
}
