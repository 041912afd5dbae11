/// What each role of a team may do in the database: a second wall behind the signatures.
enum TeamGrants {
    /// Reading is one right for all tables. Nobody may change or delete a row of a chain; a reader adds only events of its own,
    /// which its signature holds, and the request of whoever joins.
    static let sql = """
        -- Rights for the members of the vault in this database. Run it as the owner of the schema osc_vault:
        --   psql -f grants.sql
        -- Then give each member's login one role:
        --   GRANT osc_vault_writer TO bob;
        BEGIN;
        DO $$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'osc_vault_reader') THEN CREATE ROLE osc_vault_reader NOLOGIN; END IF;
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'osc_vault_writer') THEN CREATE ROLE osc_vault_writer NOLOGIN; END IF;
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'osc_vault_admin') THEN CREATE ROLE osc_vault_admin NOLOGIN; END IF;
        END
        $$;
        GRANT osc_vault_reader TO osc_vault_writer;
        GRANT osc_vault_writer TO osc_vault_admin;
        REVOKE ALL ON SCHEMA osc_vault FROM PUBLIC;
        GRANT USAGE ON SCHEMA osc_vault TO osc_vault_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA osc_vault TO osc_vault_reader;
        GRANT INSERT ON osc_vault.audit, osc_vault.request TO osc_vault_reader;
        GRANT INSERT ON osc_vault.manifest TO osc_vault_writer;
        GRANT INSERT, UPDATE, DELETE ON osc_vault.page, osc_vault.secret TO osc_vault_writer;
        GRANT INSERT ON osc_vault.roster TO osc_vault_admin;
        GRANT INSERT, UPDATE, DELETE ON osc_vault.slot TO osc_vault_admin;
        COMMIT;

        """
}
