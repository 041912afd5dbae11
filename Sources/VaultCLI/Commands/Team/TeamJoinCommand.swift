import ArgumentParser
import SecretMemory
import SystemPackage
import Vault

struct TeamJoinCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "join", abstract: "Ask for the place in a team that a code offers.",
        discussion: """
            Asks for the code that 'vault member invite' has shown, and twice for a new password. The code proves that this \
            is the team that has invited you. Your keys are made here and stay on this machine; an admin lets you in with \
            'vault member admit'.

            Example: vault team join 'postgresql://bob@db.example.com/vault?sslmode=verify-full' --name bob
            """)

    @Argument(help: "The database: postgresql://USER@HOST/NAME") var address: String
    @Option(help: "The name that you were invited by.") var name: String
    @Option(name: .customLong("code-fd"), help: "Read the code from this descriptor.")
    var codeDescriptor: Int32?
    @Option(help: "Read the code from this private file.") var codeFile: FilePath?
    @OptionGroup var newPassword: NewPasswordOptions
    @OptionGroup var derivation: DerivationOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard codeDescriptor == nil || codeFile == nil else {
            throw ValidationError("the code comes from one place: give --code-fd or --code-file.")
        }
    }

    func run(in context: CommandContext) throws {
        try TeamJoining(self, context).run()
    }

    /// Never an argument, and never a variable.
    var code: SecretSource {
        if let codeDescriptor { return .descriptor(codeDescriptor) }
        if let codeFile { return .file(Locations.absolute(codeFile)) }
        return .terminal(prompt: "Code of the invitation: ")
    }
}
