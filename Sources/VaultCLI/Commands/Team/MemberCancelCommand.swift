import ArgumentParser
import Vault

struct MemberCancelCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Take an invitation back: its code is void.",
        discussion: "Example: vault member cancel bob")

    @Argument(help: "The name that was invited.") var name: String
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        var vault = try openingByPassword(context).unlocked()
        try vault.cancelInvitation(of: name, at: context.now())
        context.console.sentence("Cancelled the invitation of \(name).")
    }
}
