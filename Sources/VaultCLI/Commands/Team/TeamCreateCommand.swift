import ArgumentParser
import SecretMemory
import SystemPackage
import Vault

struct TeamCreateCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a team's vault in a database, of a private one.",
        discussion: """
            Takes what the private vault holds, the usual one or --vault FILE, under a new key: nothing that opens the \
            file opens the team's vault. The file stays as it is.

            Asks twice for a new password, which opens your member's file on this machine, and shows a recovery code \
            once: it is an admin of the team. The database is named as for psql, with sslmode=verify-full, and no \
            password in it.

            Example: vault team create 'postgresql://alice@db.example.com/vault?sslmode=verify-full' --name alice
            """)

    @Argument(help: "The database: postgresql://USER@HOST/NAME") var address: String
    @Option(help: "Your name in the team.") var name: String
    @OptionGroup var newPassword: NewPasswordOptions
    @Flag(help: "Make no recovery code: if the admins lose their machines, the vault is lost.")
    var noRecovery = false
    @Option(help: "Write the recovery code into this new file instead of showing it.")
    var newRecoveryFile: FilePath?
    @OptionGroup var derivation: DerivationOptions
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        try TeamCreation(self, context).run()
    }
}
