import ArgumentParser
import Vault

struct MemberRemoveCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a member out: the vault gets another key, and the keys become due.",
        discussion: """
            The vault's rows are sealed under a new key, which the removed member does not get. They may have copied every \
            secret before, and sealing it anew takes nothing back: so each key is marked due, and 'vault rotate --due' \
            replaces them at OUTSCALE.

            Example: vault member remove bob
            """, aliases: ["rm"])

    @Argument(help: "The member's name.") var name: String
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        try Confirmation.require(
            "Remove \(name)? The vault gets a new key, and every key that \(name) could read becomes due.",
            options: global)
        var vault = try openingByPassword(context).unlocked()
        let due = try vault.removeMember(named: name, at: context.now())
        context.console.line(
            "Removed \(name): the vault has a new key, and \(counted(due, "key")) \(due == 1 ? "is" : "are") due."
        )
        guard due > 0 else { return }
        context.console.note(
            "\(name) may have kept the secrets. 'vault rotate --due' replaces them at OUTSCALE.",
            .warning)
    }
}
