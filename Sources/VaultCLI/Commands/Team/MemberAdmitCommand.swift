import ArgumentParser
import Vault

struct MemberAdmitCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "admit", abstract: "Let in whoever was invited and has joined.",
        discussion: """
            Checks that the request was made with the invitation's code, and in time. Then the vault's key is sealed for \
            the new member's own.

            Example: vault member admit bob
            """)

    @Argument(help: "The name that was invited.") var name: String
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        let name = try Selection.entryName(name)
        var vault = try openingByPassword(context).unlocked()
        try vault.admit(name, at: context.now())
        context.console.sentence("Admitted \(name).")
    }
}
