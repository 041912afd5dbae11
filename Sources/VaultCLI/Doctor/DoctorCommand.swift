import APIClient
import ArgumentParser
import Vault

struct DoctorCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong or could be safer, with its cure.",
        discussion: """
            It changes nothing but the audit log, asks for nothing and shows no secret. While the vault is locked, fewer checks \
            are done; unlock it before, or name the password's source. With --offline it does not call OUTSCALE; a team's server \
            is looked at all the same.

            Example: vault doctor --offline
            """)

    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        var report: [Diagnosis] = MachineChecks(environment: context.environment).all
        report += PathCheck.all(context.environment)
        let opening = VaultOpening(options: askingServer, context: context, isObserver: true)
        do {
            if let team = opening.team {
                let locked = try TeamOpening(opening, team).locked()
                report.append(.ok("vault", "This machine has a member's file for \(team.text)."))
                let agent = AgentCheck(of: locked, global, context)
                report.append(agent.diagnosis)
                report += inside(opening, opensByAgent: agent.opensVault, context)
            } else {
                let locked = try opening.locked()
                report.append(
                    .ok("vault", "\(locked.files.database) and its folder are yours alone."))
                report += SlotChecks(slots: locked.slots).all
                let agent = AgentCheck(of: locked, global, context)
                report.append(agent.diagnosis)
                report += inside(opening, opensByAgent: agent.opensVault, context)
            }
        } catch {
            guard let failure = Failure.of(error, in: named(context)) else { throw error }
            report.append(.problem("vault", failure))
            report += PlaintextChecks(context.environment, knownSecrets: SecretsOnLoan.none).all
        }
        try conclude(report, context.console)
    }

    /// The options without `--offline`: a team's server is looked at all the same.
    private var askingServer: GlobalOptions {
        var options = global
        options.offline = false
        return options
    }

    /// What only the vault's key can tell, as far as it is to be had without a question.
    private func inside(
        _ opening: VaultOpening, opensByAgent: Bool, _ context: CommandContext
    ) -> [Diagnosis] {
        var report: [Diagnosis] = []
        do {
            guard opensByAgent || global.namesPassword(context.environment) else {
                return lockedReport(opening, context)
            }
            var vault = try opening.unlockedQuietly()
            report += TeamChecks.all(in: vault)
            report += try KeyChecks(now: context.now()).all(in: vault)
            report += ReachCheck(options: global, context: context, isOffline: global.offline)
                .all(in: &vault)
            let secrets = try SecretsOnLoan(in: vault)
            report += PlaintextChecks(context.environment, knownSecrets: secrets).all
        } catch {
            guard let failure = Failure.of(error, in: named(context)) else { return report }
            report.append(.problem("opening", failure))
        }
        return report
    }

    private func named(_ context: CommandContext) -> NamedVault? {
        NamedVault.of(global, context.environment)
    }

    private func lockedReport(
        _ opening: VaultOpening, _ context: CommandContext
    ) -> [Diagnosis] {
        let source = "name a source with --password-file or --password-command."
        return [
            .skipped(
                "keys",
                "The vault is locked: pending work, expiries, backups and OUTSCALE were not looked at.",
                cure: "Run 'vault unlock' before, or \(source)")
        ] + PlaintextChecks(context.environment, knownSecrets: SecretsOnLoan.none).all
    }

    private func conclude(_ found: [Diagnosis], _ console: Console) throws {
        let report = found.map(\.spoken)
        let problems = report.count { $0.verdict == .problem }
        switch output {
        case .text:
            let width = console.style.width
            for diagnosis in report where !console.isQuiet || diagnosis.verdict != .ok {
                diagnosis.filtered.lines(console.style, width: width)
                    .forEach(console.styledLine)
            }
        case .json:
            console.line(
                JSONValue.object([
                    ("schema", .number(1)), ("problems", .number(Int64(problems))),
                    (
                        "warnings",
                        .number(Int64(report.count { $0.verdict == .warning }))
                    ),
                    ("checks", .array(report.map(\.json))),
                ]).text)
        }
        guard problems > 0 else { return }
        throw Failure(.unhealthy, "doctor", "\(counted(problems, "problem")) found.")
    }
}

extension Diagnosis {
    /// Under the name that the program was called by.
    fileprivate var spoken: Diagnosis {
        Diagnosis(
            check: check, verdict: verdict, finding: ProgramName.spokenHelp(finding),
            cure: cure.map { ProgramName.spokenHelp($0) })
    }

    /// A path or a server's word may have control characters in it.
    fileprivate var filtered: Diagnosis {
        Diagnosis(
            check: check, verdict: verdict, finding: DisplayText.oneLine(finding),
            cure: cure.map(DisplayText.oneLine))
    }
}
