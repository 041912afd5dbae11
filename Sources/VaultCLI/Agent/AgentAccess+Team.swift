import Agent
import Vault

/// The agent and a team's member.
extension AgentAccess {
    /// The member whose file that is, in the agent; `nil` where it holds none, with a word why if a user should know.
    func identity(for locked: LockedTeam) -> AgentIdentity? {
        let holding = holding(of: locked)
        guard case .member(let held, _, let client) = holding else {
            tell(holding)
            return nil
        }
        return AgentIdentity(held, through: client)
    }

    /// The same without a word.
    func heldIdentity(for locked: LockedTeam) -> AgentIdentity? {
        guard case .member(let held, _, let client) = holding(of: locked) else { return nil }
        return AgentIdentity(held, through: client)
    }

    func holding(of locked: LockedTeam) -> Holding {
        holding { () throws(AgentError) in try look(of: locked) }
    }

    private func look(of locked: LockedTeam) throws(AgentError) -> Holding {
        guard let path = try? locked.place.ownMemberFile(),
            let socket = try? AgentLocation.socket(options, context.environment, of: path)
        else { return .unknown(.noPlace(AgentLocation.missing(context.environment))) }
        let client = try AgentClient(socket, isObserver: isObserver)
        guard let unlocked = try client.status().unlocked else { return .locked }
        guard unlocked.vaultID == locked.vaultID else { return .otherKey(socket) }
        let held = try client.member()
        return held.isOf(locked.file) ? .member(held, unlocked, client) : .otherKey(socket)
    }
}

extension VaultOpening {
    /// Where the agent of this vault listens, of a file and of a team's alike.
    func agentSocket() throws -> AgentSocket? {
        try AgentLocation.socket(options, context.environment, of: openedFile())
    }

    /// The same, where a command can't do without.
    func requiredAgentSocket() throws -> AgentSocket {
        try AgentLocation.requiredSocket(options, context.environment, of: openedFile())
    }
}
