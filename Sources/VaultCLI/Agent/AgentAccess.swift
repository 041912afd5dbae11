import Agent
import Vault

/// The agent as every command uses it: if it runs and is unlocked, nobody is asked for a password.
struct AgentAccess {
    let options: GlobalOptions
    let context: CommandContext
    /// A command that only looks must not keep the key alive.
    var isObserver = false

    /// What an agent has to do with a vault.
    enum Holding {
        /// None runs.
        case absent
        /// Whether one has the key could not be found out, and why.
        case unknown(String)
        case locked
        /// Another vault's key, or a former one.
        case otherKey(AgentSocket)
        case key(AgentStatus.Unlocked, AgentClient)
    }

    /// The key of that vault in the agent; `nil` where there is none, with a word why if a user should know.
    func key(for slots: KeySlots, at files: VaultFiles) -> AgentKey? {
        switch holding(of: slots, at: files) {
        case .key(let unlocked, let client): return AgentKey(unlocked, through: client)
        case .locked: context.console.note("the agent is locked; 'vault unlock' opens it again.")
        case .otherKey(let socket):
            context.console.note("the agent at \(socket.path) holds another vault's key.")
        case .unknown(let reason): context.console.note("no agent is used: \(reason).")
        case .absent: break
        }
        return nil
    }

    /// The same without a word.
    func heldKey(for slots: KeySlots, at files: VaultFiles) -> AgentKey? {
        guard case .key(let unlocked, let client) = try? look(of: slots, at: files) else {
            return nil
        }
        return AgentKey(unlocked, through: client)
    }

    func holding(of slots: KeySlots, at files: VaultFiles) -> Holding {
        do throws(AgentError) { return try look(of: slots, at: files) } catch {
            return error == .notRunning ? .absent : .unknown(error.reason)
        }
    }

    private func look(of slots: KeySlots, at files: VaultFiles) throws(AgentError) -> Holding {
        guard let socket = try? AgentLocation.socket(options, context.environment, files: files)
        else { return .unknown(AgentLocation.missing) }
        let client = try AgentClient(socket, isObserver: isObserver)
        guard let unlocked = try client.status().unlocked else { return .locked }
        guard unlocked.vaultID == slots.vaultID, unlocked.keyEpoch == slots.keyEpoch else {
            return .otherKey(socket)
        }
        return .key(unlocked, client)
    }
}

extension Failure {
    init(_ error: AgentError) {
        switch error {
        case .refused(.wrongPassword): self.init(VaultError.wrongPassword)
        case .refused(.noSuchSlot): self.init(VaultError.noSuchSlot)
        case .refused(.doesNotOpen): self.init(VaultError.damaged("the manifest's MAC is wrong"))
        case .refused(.outdated): self.init(VaultError.outdated)
        case .refused(.outOfMemory(let needed)):
            self.init(VaultError.outOfMemory(neededKiB: needed))
        case .unsafeSocket, .foreignServer, .refused:
            self.init(.notPermitted, "agent", "\(error.reason). Nothing was sent to it.")
        case .pathTooLong(let path):
            self.init(
                .setting, "agent",
                "\(path) is too long for a socket. Choose a shorter path with --socket.")
        case .older: self.init(.notPermitted, "agent", "\(error.reason).")
        case .notRunning:
            self.init(.notPermitted, "agent", "\(error.reason). Start it with 'vault unlock'.")
        case .lost:
            self.init(
                .notPermitted, "agent", "\(error.reason). Try again; 'vault unlock' starts it anew."
            )
        case .timedOut:
            self.init(
                .notPermitted, "agent",
                "\(error.reason). It may be stopped: let it go on with 'pkill -CONT vault-agent', or end it with "
                    + "'pkill -KILL vault-agent', which forgets the key.")
        case .notAnAgent:
            self.init(
                .notPermitted, "agent",
                "\(error.reason). Name the agent's own socket with --socket or OSC_VAULT_SOCKET.")
        case .system(_, _, let code):
            self.init(
                code == 13 ? .notPermitted : .storage, "agent",
                "\(error.reason). Choose another path with --socket.")
        }
    }
}
