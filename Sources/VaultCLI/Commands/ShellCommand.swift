import ArgumentParser
import KernelText
import SecretMemory
import Vault

struct ShellCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Start a shell with a key in its environment.",
        discussion: """
            vault becomes $SHELL, or /bin/sh. OSC_VAULT_SHELL tells the key's name, for a prompt; in such a \
            shell no other is started. Everything that you start there gets the key: 'vault exec' gives it \
            to one command. Example: vault shell alice
            """)

    @OptionGroup var session: SessionOptions
    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        try NestedSession.refuseShell(context)
        let shell =
            Inherited.value(of: "SHELL").flatMap { $0.bytes.isEmpty ? nil : $0 } ?? "/bin/sh"
        let path = try CommandLookup.path(of: shell)
        let opening = opening(context)
        var vault = try opening.unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        let variables = try session.variables(
            for: key, in: vault, options: global, stateDirectory: opening.stateDirectory, context)
        ExpiryWarning.give(for: key, of: vault.contents, now: context.now(), context.console)
        try AuditNote.writeUse(
            .executed, of: key, detail: shell.text, isRequired: session.requireLog, in: &vault,
            context)
        let secret = try vault.secret(of: key.id)
        let environment = try variables.environment(
            secret: secret, mark: "\(NestedSession.marker)=\(key.name)")
        context.console.note("a shell with '\(key.name)'. Leave it with 'exit'.")
        let prepared = PreparedCommand(
            words: [shell], configuration: nil, environment: environment,
            settings: context.settings,
            takenDescriptor: global.passwordDescriptor, relay: nil)
        throw ProcessReplacement.execute(prepared, path: path)
    }
}
