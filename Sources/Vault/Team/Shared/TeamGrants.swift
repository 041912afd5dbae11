/// The second wall, behind the signatures: what the database lets its users do. A superuser runs it once, and gives each member's
/// database user one of the three roles before they join.
package enum TeamGrants {
    /// PostgreSQL's statements, one a line.
    package static var sql: String { (roles + grants).joined(separator: "\n") + "\n" }

    private static let names = ["osc_vault_reader", "osc_vault_writer", "osc_vault_admin"]

    /// Roles that nobody logs in with, made unless they are there.
    private static let roles = names.map { name in
        "DO $$ BEGIN CREATE ROLE \(name) NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
    }

    private static let grants = [
        "GRANT osc_vault_reader TO osc_vault_writer;",
        "GRANT osc_vault_writer TO osc_vault_admin;",
        "GRANT USAGE ON SCHEMA osc_vault TO osc_vault_reader;",
        "GRANT SELECT ON ALL TABLES IN SCHEMA osc_vault TO osc_vault_reader;",
        "GRANT INSERT ON osc_vault.audit, osc_vault.request TO osc_vault_reader;",
        "GRANT INSERT ON osc_vault.manifest, osc_vault.event, osc_vault.gone TO osc_vault_writer;",
        "GRANT INSERT, UPDATE ON osc_vault.page, osc_vault.node, osc_vault.directory TO osc_vault_writer;",
        "GRANT INSERT, UPDATE, DELETE ON osc_vault.secret TO osc_vault_writer;",
        "GRANT INSERT ON osc_vault.roster TO osc_vault_admin;",
        "GRANT INSERT, DELETE ON osc_vault.slot TO osc_vault_admin;",
        "GRANT DELETE ON osc_vault.request, osc_vault.event TO osc_vault_admin;",
    ]
}
