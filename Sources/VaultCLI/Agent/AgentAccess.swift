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
        /// Whether one has the key could not be found out.
        case unknown(Obstacle)
        case locked
        /// Another vault's key.
        case otherKey(AgentSocket)
        /// This vault's key from before a re-keying.
        case formerKey
        /// This vault's key from after one: the file is from before it.
        case newerKey
        case key(AgentStatus.Unlocked, AgentClient)
        /// This team's member.
        case member(HeldMember, AgentStatus.Unlocked, AgentClient)
    }

    /// Why an agent can't be asked.
    enum Obstacle {
        /// Nothing says where its socket is, and why.
        case noPlace(String)
        case failed(AgentError)

        var reason: String {
            switch self {
            case .noPlace(let reason): reason
            case .failed(let error): error.reason
            }
        }
    }

    /// The key of that vault in the agent; `nil` where there is none, with a word why if a user should know.
    func key(for slots: KeySlots, at files: VaultFiles) -> AgentKey? {
        let holding = holding(of: slots, at: files)
        guard case .key(let unlocked, let client) = holding else {
            tell(holding)
            return nil
        }
        return AgentKey(unlocked, through: client)
    }

    /// Why the agent is not used, if a user should know.
    func tell(_ holding: Holding) {
        switch holding {
        case .key, .member: break
        case .locked: context.console.note("the agent is locked; 'vault unlock' opens it again.")
        case .otherKey(let socket):
            context.console.note("the agent at \(socket.path) holds another vault's key.")
        case .formerKey:
            context.console.note(
                "the agent holds the key that the vault had before 'vault rekey', which opens it no more; 'vault unlock' "
                    + "gives it the new one.")
        // Refused when the vault is opened.
        case .newerKey: break
        case .unknown(let obstacle):
            context.console.note("no agent is used: \(obstacle.reason).")
        case .absent: break
        }
    }

    /// The same without a word.
    func heldKey(for slots: KeySlots, at files: VaultFiles) -> AgentKey? {
        guard case .key(let unlocked, let client) = try? look(of: slots, at: files) else {
            return nil
        }
        return AgentKey(unlocked, through: client)
    }

    /// The key of that vault in the agent, without a word; throws where the agent has a newer one, so that the file is from
    /// before the vault got that.
    func witness(for slots: KeySlots, at files: VaultFiles) throws(VaultError) -> AgentKey? {
        switch try? look(of: slots, at: files) {
        case .key(let unlocked, let client): return AgentKey(unlocked, through: client)
        case .newerKey: throw .outdated
        case .absent, .unknown, .locked, .otherKey, .formerKey, .member, nil: return nil
        }
    }

    func holding(of slots: KeySlots, at files: VaultFiles) -> Holding {
        holding { () throws(AgentError) in try look(of: slots, at: files) }
    }

    func holding(_ look: () throws(AgentError) -> Holding) -> Holding {
        do throws(AgentError) { return try look() } catch {
            return error == .notRunning ? .absent : .unknown(.failed(error))
        }
    }

    private func look(of slots: KeySlots, at files: VaultFiles) throws(AgentError) -> Holding {
        guard
            let socket = try? AgentLocation.socket(
                options, context.environment, of: files.database)
        else { return .unknown(.noPlace(AgentLocation.missing(context.environment))) }
        let client = try AgentClient(socket, isObserver: isObserver)
        guard let unlocked = try client.status().unlocked else { return .locked }
        guard unlocked.vaultID == slots.vaultID else { return .otherKey(socket) }
        guard unlocked.keyEpoch == slots.keyEpoch else {
            return unlocked.keyEpoch < slots.keyEpoch ? .formerKey : .newerKey
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
