import ArgumentParser
import Vault

struct MemberRoleCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Change what a member may do.",
        discussion: """
            The last admin stays one. Whoever loses the right to write keeps the right to read, and has seen every key: \
            only 'vault member remove' has the keys replaced.

            Example: vault member role bob reader
            """)

    @Argument(help: "The member's name.") var name: String
    @Argument(help: "reader, writer or admin.") var role: TeamRole
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        var vault = try openingByPassword(context).unlocked()
        try RecoveryMember.confirm(
            "Make \(name) \(role.phrase)?", changing: name, in: vault, options: global)
        try vault.changeRole(of: name, to: role.role, at: context.now())
        context.console.sentence("\(name) is \(role.phrase) from now on.")
    }
}
