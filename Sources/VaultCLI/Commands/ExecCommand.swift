import ArgumentParser
import FoundationEssentials
import Glibc
import SecretMemory
import Vault

struct ExecCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command with a key in its environment, and nowhere else.",
        discussion: """
            vault becomes the command, so no parent keeps the secret, and the exit status is the command's. \
            With --mask it stays, and replaces the secret in the command's output by [masked]. Inherited credentials are removed first. Example: vault exec alice -- terraform plan
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var session: SessionOptions
    @Flag(help: "Replace the secret in the command's output; vault stays as its parent.")
    var mask = false
    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("What shall be run? vault exec [NAME] -- COMMAND [ARGUMENTS]")
        }
    }

    func run(in context: CommandContext) throws {
        let path = try lookUp(context)
        // The vault is closed by then: while the command runs, its key is in no process.
        let prepared = try prepare(in: context)
        guard let relay = prepared.relay else {
            throw ProcessReplacement.execute(
                command, path: path, environment: prepared.environment)
        }
        let child = try SupervisedCommand.start(
            command, path: path, environment: prepared.environment, relay: relay)
        throw ExitCode(child.wait())
    }

    private func prepare(in context: CommandContext) throws -> PreparedCommand {
        let opening = opening(context)
        var vault = try opening.unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        let variables = try session.variables(
            for: key, in: vault, options: global, files: opening.files, context)
        ExpiryWarning.give(for: key, now: context.now(), console: context.console)
        try AuditNote.write(.executed, key, detail: command[0], in: &vault, context)
        let secret = try vault.openSecret(of: key.id)
        let own = Set(variables.plain.map(\.name) + variables.secretNames)
        let inherited = SessionVariables.cleaned(InheritedEnvironment.entries).filter {
            !own.contains(String($0.prefix { $0 != "=" }))
        }
        return PreparedCommand(
            environment: CommandEnvironment(
                plain: inherited + variables.plain.map { "\($0.name)=\($0.value)" },
                secretNames: variables.secretNames, secret: secret),
            relay: mask ? try OutputRelay(masking: secret) : nil)
    }

    /// A command that can't be run gets no secret opened for it.
    private func lookUp(_ context: CommandContext) throws -> String {
        switch CommandLookup.find(command[0], path: context.environment["PATH"]) {
        case .found(let path): return path
        case .notFound:
            Console.error("there is no command '\(command[0])'. Nothing was run.")
            throw ExitCode(127)
        case .notExecutable:
            Console.error("'\(command[0])' can't be run. Nothing was run.")
            throw ExitCode(126)
        }
    }
}

/// What a command needs of the vault.
private struct PreparedCommand: ~Copyable {
    let environment: CommandEnvironment
    let relay: OutputRelay?
}

/// Which variables carry the key.
struct SessionOptions: ParsableArguments {
    @Flag(help: "Also set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the region for AWS tools.")
    var aws = false
    @Option(help: "Begin the variables' names with this instead of OSC_.")
    var envPrefix = "OSC_"

    func validate() throws {
        let isName = envPrefix.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_")
                || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
                || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
        }
        guard isName, envPrefix.utf8.first.map({ $0 > UInt8(ascii: "9") }) ?? true else {
            throw ValidationError("--env-prefix takes letters, digits and _, not a digit first.")
        }
    }

    func variables(
        for key: KeyRecord, in vault: borrowing UnlockedVault, options: GlobalOptions,
        files: VaultFiles, _ context: CommandContext
    ) throws -> SessionVariables {
        guard let profile = vault.contents.profile(id: key.profile) else {
            throw Failure(.noSuchEntry(.profile, key.profile.description))
        }
        let reach = try ProfileClient(profile, options: options, context: context)
        return SessionVariables(
            key, profile: profile, client: reach, aws: aws, prefix: envPrefix,
            emptyConfig: try EmptyConfig.ensure(in: files.stateDirectory))
    }
}

/// The environment as it was inherited, duplicates and all: a dictionary would hide them.
enum InheritedEnvironment {
    static var entries: [String] {
        var entries: [String] = []
        var cursor = unsafe environ
        while let entry = unsafe cursor.pointee {
            unsafe entries.append(String(cString: entry))
            unsafe cursor += 1
        }
        return entries
    }
}
