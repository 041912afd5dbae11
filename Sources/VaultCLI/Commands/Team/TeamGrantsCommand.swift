import ArgumentParser
import Vault

struct TeamGrantsCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "grants",
        abstract: "Print the SQL that gives each role of a team its rights in the database.",
        discussion: """
            For the database's owner, who runs it once, after 'vault team create'. The roles are osc_vault_reader, \
            osc_vault_writer and osc_vault_admin; a member's login becomes a member of one. Signatures hold the team's \
            rules without it: grants are a second wall.

            Example: vault team grants > grants.sql
            """)

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        context.console.output.write(TeamGrants.sql)
    }
}
