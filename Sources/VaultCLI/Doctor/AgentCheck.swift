import Agent
import Vault

/// Whether the agent can be reached, and what it holds.
struct AgentCheck {
    private let holding: AgentAccess.Holding
    private let context: CommandContext
    private let isAsked: Bool

    init(of locked: LockedVault, _ options: GlobalOptions, _ context: CommandContext) {
        holding = AgentAccess(options: options, context: context, isObserver: true)
            .holding(of: locked.slots, at: locked.files)
        self.context = context
        isAsked = !options.namesPassword(context.environment)
    }

    init(of team: LockedTeam, _ options: GlobalOptions, _ context: CommandContext) {
        holding = AgentAccess(options: options, context: context, isObserver: true)
            .holding(of: team)
        self.context = context
        isAsked = !options.namesPassword(context.environment)
    }

    var diagnosis: Diagnosis {
        switch holding {
        case .absent: .ok("agent", "No agent runs; 'vault unlock' starts one.")
        case .locked: .ok("agent", "The agent runs and is locked.")
        case .key(let unlocked, _), .member(_, let unlocked, _):
            .ok("agent", "Unlocked; it \(report(unlocked))")
        case .otherKey(let socket):
            .warning(
                "agent", "The agent at \(socket.path) holds another vault's key.",
                cure: "Run: vault lock")
        case .formerKey:
            .warning(
                "agent", "The agent holds the key that the vault had before 'vault rekey'.",
                cure: "Run: vault unlock")
        case .newerKey:
            .problem(
                "agent", "The agent holds a newer key of the vault than this file has.",
                cure: "Run 'vault restore FILE' with the newest file.")
        case .unknown(.noPlace(let reason)):
            .warning(
                "agent", "\(reason), so no agent can be used.",
                cure: "Log in through systemd-logind, or choose a socket with OSC_VAULT_SOCKET.")
        case .unknown(.failed(let error)): .problem("agent", Failure(error))
        }
    }

    /// Whether it opens the vault for this command.
    var opensVault: Bool {
        guard isAsked else { return false }
        return switch holding {
        case .key, .member: true
        case .absent, .unknown, .locked, .otherKey, .formerKey, .newerKey: false
        }
    }

    private func report(_ unlocked: AgentStatus.Unlocked) -> String {
        let now = context.now()
        return AgentReport(unlocked, now: now).sentence(context.console.time(at: now))
    }
}
