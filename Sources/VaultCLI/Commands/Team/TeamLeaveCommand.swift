import ArgumentParser
import SystemPackage
import Vault

struct TeamLeaveCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "leave", abstract: "Copy what the team's vault holds into a private one.",
        discussion: """
            The new file has another key, and a password and a recovery code of its own; nothing that opens it opens the team's \
            vault. What is open at OUTSCALE stays the team's; but a key whose secret waits in a landing file of this machine comes \
            along. The team's log says that the copy was made.

            You stay a member until an admin removes you with 'vault member remove'.

            Example: vault team leave --to ~/private.db
            """)

    @Option(help: "The new vault's file.") var to: FilePath
    @OptionGroup var newPassword: NewPasswordOptions
    @Flag(help: "Make no recovery code: a forgotten password then loses everything.")
    var noRecovery = false
    @Option(help: "Write the recovery code into this new file instead of showing it.")
    var newRecoveryFile: FilePath?
    @OptionGroup var derivation: DerivationOptions
    @OptionGroup var global: GlobalOptions

    static let scope = VaultScope.teams

    func run(in context: CommandContext) throws {
        try TeamLeaving(self, context).run()
    }
}
