import Agent
import Vault

/// Whether the agent can be reached, and what it holds.
struct AgentCheck {
    let options: GlobalOptions
    let context: CommandContext

    func diagnosis(of locked: LockedVault) -> Diagnosis {
        do {
            guard
                let socket = try AgentLocation.socket(
                    options, context.environment, files: locked.files)
            else {
                return .warning(
                    "agent", "XDG_RUNTIME_DIR is not set, so no agent can be used.",
                    cure: "Log in through systemd-logind, or choose a socket with OSC_VAULT_SOCKET."
                )
            }
            let status = try AgentClient(socket, isObserver: true).status()
            guard let unlocked = status.unlocked else {
                return .ok("agent", "The agent runs and is locked.")
            }
            guard unlocked.vaultID == locked.slots.vaultID else {
                return .warning(
                    "agent", "The agent at \(socket.path) holds another vault's key.",
                    cure: "Run: vault lock")
            }
            let now = context.now()
            let report = AgentReport(unlocked, now: now)
            return .ok("agent", "Unlocked; it \(report.sentence(context.console.time(at: now)))")
        } catch AgentError.notRunning {
            return .ok("agent", "No agent runs; 'vault unlock' starts one.")
        } catch let error as AgentError {
            return .problem("agent", Failure(error))
        } catch {
            return .problem("agent", "The agent's socket can't be told.", cure: nil)
        }
    }

    func isUnlocked(_ locked: LockedVault) -> Bool {
        guard !options.namesPassword(context.environment) else { return false }
        return AgentAccess(options: options, context: context, isObserver: true)
            .heldKey(for: locked.slots, at: locked.files) != nil
    }
}
