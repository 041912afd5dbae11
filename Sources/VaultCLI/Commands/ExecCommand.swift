import ArgumentParser
import FoundationEssentials
import Glibc
import KernelText
import SecretMemory
import SystemPackage
import Vault

struct ExecCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command with a key in its environment, and nowhere else.",
        discussion: """
            vault becomes the command, so no parent keeps the secret, and the exit status is the command's. \
            Inherited credentials are removed first. Example: vault exec alice -- terraform plan

            With --mask vault stays as the parent, and replaces the secret in the command's output by \
            [masked]. Example: vault exec alice --mask -- sh -c 'env'

            With --ephemeral the command gets a key of its own, which vault deletes when it ends. \
            Example: vault exec alice --ephemeral 1h -- terraform plan

            osc-cli reads no environment: with --config-pipe it gets the key through a pipe instead. \
            Example: vault exec alice --config-pipe -- osc-cli api ReadVms
            """)

    @OptionGroup var session: SessionOptions
    @OptionGroup var lease: LeaseOptions
    @Flag(
        help: """
            Give the key as a configuration through a pipe, not in the environment: its path replaces the \
            word {}, else '--config_path PATH' is added.
            """)
    var configPipe = false
    @Flag(help: "Replace the secret in the command's output; vault stays as its parent.")
    var mask = false
    @Flag(help: "Lock the agent first, so that COMMAND can ask it for no other key.")
    var lockAgent = false
    @Argument(help: "The key's name; may be left out where there is only one.") var name: String?
    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError(
                "What shall be run? vault exec [NAME] -- COMMAND [ARGUMENTS]. For a shell: vault shell [NAME]"
            )
        }
        guard name == nil || lease.user == nil else {
            throw ValidationError("Give NAME or --user, not both.")
        }
        guard !lockAgent || lease.ephemeral == nil else {
            throw ValidationError(
                "Give --lock-agent or --ephemeral, not both: to delete the command's key, vault needs its own again."
            )
        }
        guard !configPipe || session.isStandard else {
            throw ValidationError(
                "With --config-pipe the environment gets no key: leave out --aws and --env-prefix.")
        }
    }

    func run(in context: CommandContext) throws {
        let path = try CommandLookup.path(of: words[0])
        if let span = lease.ephemeral {
            let session = EphemeralSession(
                exec: self, path: path, expiresAt: try lease.end(of: span, context),
                context: context)
            throw try session.run()
        }
        // The vault is closed by then: while the command runs, its key is in no process.
        let prepared = try prepare(context)
        guard prepared.relay != nil else {
            throw ProcessReplacement.execute(prepared, path: path)
        }
        throw try SupervisedCommand.start(prepared, path: path).wait()
    }

    /// The command as it was given, byte by byte.
    private var words: [CText] { command.map { CText(word: $0) } }

    /// The same, told where its configuration is.
    private func words(reading pipe: borrowing ConfigPipe?) -> [CText] {
        switch pipe {
        case .some(let pipe): ConfigPipe.words(words, path: pipe.path)
        case .none: words
        }
    }

    private func prepare(_ context: CommandContext) throws -> PreparedCommand {
        var vault = try opening(context).unlocked()
        let key = try Selection.key(name, global, vault.contents, context.environment)
        ExpiryWarning.give(for: key, of: vault.contents, now: context.now(), context.console)
        return try prepare(giving: key, in: &vault, context)
    }

    /// What the command gets, once the audit trail has it that it gets the key.
    func prepare(
        giving key: KeyRecord, in vault: inout UnlockedVault, _ context: CommandContext
    ) throws -> PreparedCommand {
        let variables = try session.variables(
            for: key, in: vault, options: global, stateDirectory: opening(context).stateDirectory,
            context)
        try AuditNote.writeUse(
            .executed, of: key, detail: words[0].text, isRequired: session.requireLog, in: &vault,
            context)
        let secret = try vault.secret(of: key.id)
        if lockAgent { try LockCommand.lock(global, context) }
        NestedSession.noteReplacement(by: key, context)
        let given = configPipe ? variables.withoutKey : variables
        let environment = try given.environment(secret: secret)
        let pipe = configPipe ? try ConfigPipe(variables.facts, secret: secret) : nil
        return PreparedCommand(
            words: words(reading: pipe),
            configuration: pipe, environment: environment, settings: context.settings,
            takenDescriptor: global.passwordDescriptor,
            relay: mask ? try OutputRelay(masking: secret) : nil)
    }
}

extension ExecCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        command = words.rest()
        global = words.options()
        session = words.options()
        lease = words.options()
        configPipe = words.flag("--config-pipe")
        mask = words.flag("--mask")
        lockAgent = words.flag("--lock-agent")
        name = words.name()
    }
}

/// A command's words and surroundings, with the key in them.
struct PreparedCommand: ~Copyable {
    let words: [CText]
    /// The way to the key, where that is not the environment.
    let configuration: ConfigPipe?
    let environment: CommandEnvironment
    let settings: InheritedSettings
    /// The descriptor that vault's own password came from: not the command's.
    let takenDescriptor: Int32?
    /// Masks what the command prints; `nil` lets it print as it likes.
    let relay: OutputRelay?
}

/// Which variables carry the key.
struct SessionOptions: ParsableArguments {
    @Flag(help: "Also set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and the region for AWS tools.")
    var aws = false
    @Flag(help: "Refuse if the audit log can't be written, as in a read-only directory.")
    var requireLog = false
    @Option(help: "Begin the variables' names with this instead of OSC_.")
    var envPrefix = "OSC_"

    /// Whether the names are left as they are.
    var isStandard: Bool { !aws && envPrefix == "OSC_" }

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
        stateDirectory: FilePath, _ context: CommandContext
    ) throws -> SessionVariables {
        guard let profile = vault.contents.profile(id: key.profile) else {
            throw Failure(.noSuchEntry(.profile, key.profile.description))
        }
        let reach = try ProfileClient(profile, options: options, context: context)
        return SessionVariables(
            key, profile: profile, client: reach, aws: aws, prefix: envPrefix,
            emptyConfig: try EmptyConfig.ensure(in: stateDirectory))
    }
}

extension SessionOptions: QuickOptions {
    mutating func take(_ words: inout PlainWords) {
        aws = words.flag("--aws")
        requireLog = words.flag("--require-log")
        envPrefix = words.text("--env-prefix") ?? "OSC_"
    }
}
