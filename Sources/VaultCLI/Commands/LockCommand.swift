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
        do throws(AgentError) {
            try client.lock()
        } catch .refused(.otherVersion) {
            try end(client)
        }
        context.console.line("Locked.")
    }

    /// An agent of another version understands no word, but a signal: its end locks, too.
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
