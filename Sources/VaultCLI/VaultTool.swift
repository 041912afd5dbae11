import ArgumentParser
import Glibc
package import SecretMemory

/// The program: parse, run, and turn what was thrown into a sentence and an exit status.
package enum VaultTool {
    package static func main(inheriting settings: InheritedSettings) -> Never {
        let all = Inherited.words
        let words = Array(all.dropFirst())
        do {
            guard !all.isEmpty else { throw Failure.noArguments }
            if words.first == CompletionAnswer.word {
                CompletionAnswer.run(Array(words.dropFirst()), inheriting: settings)
            }
            try TextOnly.require(words)
            if let command = QuickCommands.read(words) {
                try command.run(inheriting: settings)
                ProcessEnd.exit(ExitStatus.done.rawValue)
            }
            var command = try VaultCommand.parseAsRoot(words)
            if let command = command as? any VaultSubcommand {
                try command.run(inheriting: settings)
            } else {
                try command.run()
            }
            ProcessEnd.exit(ExitStatus.done.rawValue)
        } catch let failure as Failure {
            end(failure, of: words)
        } catch let end as CommandEnd {
            end.happenHere()
        } catch let code as ExitCode {
            // A command's own status, which may be any number, also that of a wrong usage.
            ProcessEnd.exit(code.rawValue)
        } catch {
            // Help and version are no failures, but of a command that does not exist there is none.
            guard VaultCommand.exitCode(for: error) == .success,
                UsageSentence.unknownCommand(in: words) == nil
            else { end(.usage(UsageSentence.of(error, words: words)), of: words) }
            end(saying: ProgramName.spokenHelp(VaultCommand.fullMessage(for: error)), of: words)
        }
    }

    /// Help and version, under the name that the program was called by.
    private static func end(saying text: String, of words: [String]) -> Never {
        guard Console.write(text + "\n", to: STDOUT_FILENO) else {
            end(.outputNotWritten, of: words)
        }
        ProcessEnd.exit(ExitStatus.done.rawValue)
    }

    private static func end(_ failure: Failure, of words: [String]) -> Never {
        report(failure, of: words)
        ProcessEnd.exit(failure.status.rawValue)
    }

    private static func report(_ failure: Failure, of words: [String]) {
        if !failure.isSaid { Console.error(failure.message) }
        // One JSON document is what a program reads: the result's, where there is one.
        guard wantsJSON(words), !failure.isAfterResult else { return }
        Console.write(failure.json.text + "\n", to: STDOUT_FILENO)
    }

    /// Looked for in the words themselves: the command may have failed before it was made.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        let own = arguments.prefix { $0 != "--" }
        return zip(own, own.dropFirst()).contains {
            ($0 == "-o" || $0 == "--output") && $1 == "json"
        }
            || own.contains("--output=json") || own.contains("-o=json")
    }
}

struct VaultCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vault",
        abstract:
            "Gets OUTSCALE access keys into an encrypted vault, and out only where they are used.",
        discussion: """
            Begin with 'vault init' and 'vault profile add'. Then 'vault create-key --user alice' creates \
            a key and captures its secret, and 'vault exec alice -- COMMAND' gives it to one command.
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, ImportCommand.self, ProfileCommand.self, AddCommand.self,
            CreateKeyCommand.self,
            ListCommand.self, ShowCommand.self, ExecCommand.self, EnvCommand.self,
            ShellCommand.self, RotateCommand.self, DisableCommand.self, EnableCommand.self,
            ExpireCommand.self, TagCommand.self, DeleteKeyCommand.self, LeaseCommand.self,
            ForgetCommand.self, RecoverCommand.self, ReconcileCommand.self, UsersCommand.self,
            UnlockCommand.self, LockCommand.self, StatusCommand.self, AgentCommand.self,
            LogCommand.self, PasswdCommand.self, SlotCommand.self, RekeyCommand.self,
            VerifyCommand.self, BackupCommand.self, RestoreCommand.self, SalvageCommand.self,
            TeamCommand.self, MemberCommand.self, CompletionCommand.self, DoctorCommand.self,
            ClearClipboardCommand.self,
        ])
}

extension Failure {
    /// Where Swift's runtime looks for the command line there (a debug build's does), any command would else end as if no word had
    /// been typed.
    static let noArguments = Failure(
        .setting, "proc",
        "the command line can't be read, since /proc is not mounted here. Nothing was done. Mount it: "
            + "mount -t proc proc /proc.")
}

/// A command with the options of every command.
protocol VaultSubcommand: ParsableCommand {
    /// Which vaults it is for.
    static var scope: VaultScope { get }
    var global: GlobalOptions { get }
    func run(in context: CommandContext) throws
}

extension VaultSubcommand {
    static var scope: VaultScope { .every }

    func run(inheriting settings: InheritedSettings) throws {
        let context = CommandContext.system(global, settings)
        let output = context.console.output
        if context.console.showsProgress { Progress.begin() }
        do {
            try Self.scope.require(NamedVault.of(global, context.environment))
            try run(in: context)
        } catch {
            let named = NamedVault.of(global, context.environment)
            guard var failure = Failure.of(error, in: named) else { throw error }
            if context.earlierWork.isTouched { failure = failure.afterEarlierWork }
            throw output.hasResult ? failure.afterResult : failure
        }
        try output.requireWritten()
    }

    /// - Parameter needsServer: whether a copy of a team's vault won't do; then nothing is said of one.
    func opening(_ context: CommandContext, needsServer: Bool = false) -> VaultOpening {
        VaultOpening(options: global, context: context, needsServer: needsServer)
    }

    /// For a change of the team, whose entries the agent does not sign.
    func openingByPassword(_ context: CommandContext) -> VaultOpening {
        VaultOpening(
            options: global, context: context, usesAgent: false, needsServer: true)
    }
}
