import Agent
import ArgumentParser
import Glibc

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
        // The next 'vault unlock' is to start one that serves this program.
        if try !locks(client) { try end(client) }
        context.console.line("Locked.")
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
