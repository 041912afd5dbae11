import Agent
import ArgumentParser
import Glibc
import Vault

struct LockCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Make the agent forget the vault's key.")

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let files = try opening(context).files
        let socket = try AgentLocation.requiredSocket(global, context.environment, files: files)
        guard let client = try AgentProcess.running(at: socket) else {
            guard AgentProcess.endStray(of: socket) else {
                return context.console.note("no agent is running, so nothing was unlocked.")
            }
            return context.console.line("Locked: an agent without its socket was ended.")
        }
        // Whatever becomes of the events, the vault is locked.
        let failure = foldEvents(context)
        // The next 'vault unlock' is to start one that serves this program.
        if try !locks(client) { try end(client) }
        context.console.line("Locked.")
        guard let failure else { return }
        guard failure.leavesEvents else { throw Failure(failure) }
        context.console.note(
            "audit events stay in the spool beside the vault: \(Failure(failure).message)")
    }

    /// Brings the spool's events into the vault while its key is at hand, and compares them with what the agent has seen,
    /// which it forgets with the key.
    private func foldEvents(_ context: CommandContext) -> VaultError? {
        guard let locked = try? opening(context).locked(),
            let key = AgentAccess(options: global, context: context, isObserver: true)
                .heldKey(for: locked.slots, at: locked.files)
        else { return nil }
        do throws(VaultError) {
            var vault = try locked.unlock(with: key)
            try vault.fold(at: context.now())
            return nil
        } catch { return error }
    }

    /// Whether the agent is one of today, which stays.
    private func locks(_ client: AgentClient) throws -> Bool {
        do throws(AgentError) {
            try client.lock()
            return try !client.isOlder()
        } catch .refused(.otherVersion) {
            return false
        }
    }

    /// An agent of another version understands a signal, if no word: its end locks, too.
    private func end(_ client: AgentClient) throws {
        // A socket that systemd has made may name systemd's own process, which must not be ended.
        guard let process = client.serverProcess, AgentProcess.isAgent(process),
            kill(process, SIGTERM) == 0
        else {
            throw Failure(
                .notPermitted, "agent",
                "the agent is of another version and could not be ended. Stop it where it was "
                    + "started: 'systemctl --user stop osc-vault-agent', or by its process id.")
        }
    }
}

extension VaultError {
    /// Whether the spool's events are where they were, and only their way into the vault was barred.
    var leavesEvents: Bool {
        switch self {
        case .busy, .diskFull, .storage: true
        default: false
        }
    }
}
