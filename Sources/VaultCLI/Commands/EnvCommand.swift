import ArgumentParser
import Glibc
import SecretMemory
import Vault

struct EnvCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "env", abstract: "Write a key's variables as text for a shell or a file.",
        discussion: """
            Refused on a terminal unless --reveal is given, and where there is no terminal at all unless \
            --shell, --format or --reveal says that the secret shall be written. Prefer 'vault exec', \
            which gives the key to one command only. Example: eval "$(vault env alice)"

            In a GitHub Actions job, --format github masks the secret in the log first, and then sets the variables for \
            the next steps. Example: vault env alice --format github
            """)

    @OptionGroup var session: SessionOptions
    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Option(help: "sh, fish, csh, powershell or nushell.") var shell: ShellDialect?
    @Option(help: "dotenv, json, systemd, docker, k8s or github.") var format: VariableFile?
    @Flag(help: "Write to a terminal too.") var reveal = false
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard shell == nil || format == nil else {
            throw ValidationError("Give --shell or --format, not both.")
        }
        guard format != .k8s || session.isStandard else {
            throw ValidationError(
                "A Secret's fields have names of their own: leave out --aws and --env-prefix.")
        }
    }

    func run(in context: CommandContext) throws {
        try requireWill(context)
        let step = format == .github ? try GitHubStep(context.environment) : nil
        let opening = opening(context)
        var vault = try opening.unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        let variables = try session.variables(
            for: key, in: vault, options: global, stateDirectory: opening.stateDirectory, context)
        ExpiryWarning.give(for: key, of: vault.contents, now: context.now(), context.console)
        try AuditNote.writeUse(
            .exported, of: key, detail: nil, isRequired: session.requireLog, in: &vault, context)
        let secret = try vault.secret(of: key.id)
        let text = try text(variables, secret: secret)
        guard let step else { return try text.writeAsResult() }
        try step.give(text, masking: secret)
        context.console.note("the job's next steps get the variables of '\(key.name)'.")
    }

    /// No secret gets into a scroll-back or a job's log unless somebody asked for it in words.
    private func requireWill(_ context: CommandContext) throws {
        guard !reveal else { return }
        if context.console.isOutputTerminal {
            throw Failure(
                .notPermitted, "terminal",
                "this would show the secret on the terminal. Use eval "
                    + "\"$(vault env …)\", or --reveal if you mean it.")
        }
        guard shell == nil, format == nil, !ControllingTerminal.isPresent else { return }
        throw Failure(
            .notPermitted, "terminal",
            "there is no terminal, so the secret is written only on request: add --shell sh, "
                + "a --format, or --reveal.")
    }

    private func text(
        _ variables: SessionVariables, secret: borrowing SecretBytes
    ) throws -> SecretBytes {
        if let format {
            return try SessionDocument(format: format, variables: variables).text(secret: secret)
        }
        return try SessionText(
            notation: (shell ?? .sh).notation, plain: variables.plain,
            secretNames: variables.secretNames,
            removed: SessionVariables.inheritedCredentials.sorted()
        ).text(secret: secret)
    }
}

extension EnvCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        session = words.options()
        shell = words.choice("--shell")
        format = words.choice("--format")
        reveal = words.flag("--reveal")
        name = words.name()
    }
}
