import ArgumentParser
import Glibc
import SecretMemory
import Vault

struct EnvCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Write a key's variables as text for a shell or a file.",
        discussion: """
            Refused on a terminal unless --reveal is given. Prefer 'vault exec', which gives the key to one \
            command only. Example: eval "$(vault env alice)"
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var session: SessionOptions
    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Option(help: "sh, fish, csh or powershell.") var shell: ShellDialect?
    @Option(help: "dotenv or json.") var format: ShellDialect?
    @Flag(help: "Write to a terminal too.") var reveal = false

    func validate() throws {
        guard shell == nil || format == nil else {
            throw ValidationError("Give --shell or --format, not both.")
        }
    }

    func run(in context: CommandContext) throws {
        guard reveal || !context.console.isOutputTerminal else {
            throw Failure(
                .notPermitted, "terminal",
                "this would show the secret on the terminal. Use eval "
                    + "\"$(vault env …)\", or --reveal if you mean it."
            )
        }
        let opening = opening(context)
        var vault = try opening.unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        let variables = try session.variables(
            for: key, in: vault, options: global, files: opening.files, context)
        ExpiryWarning.give(for: key, now: context.now(), console: context.console)
        try AuditNote.write(.exported, key, detail: nil, in: &vault, context)
        let secret = try vault.openSecret(of: key.id)
        let text = ShellText(dialect: shell ?? format ?? .sh, variables: variables)
        guard text.text(secret: secret).write(to: STDOUT_FILENO) else {
            throw Failure(
                .storage, "output", "the variables could not be written to standard output.")
        }
    }
}
