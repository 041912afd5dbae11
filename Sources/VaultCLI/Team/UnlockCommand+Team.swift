import Agent
import SecretMemory
import Vault

/// The agent gets a team's member: by their file and its password, and then the vault's key from the member's slot.
extension UnlockCommand {
    func unlock(_ team: TeamOpening, for lifetime: Lifetime) throws {
        let (opening, context) = (team.opening, team.opening.context)
        guard global.recoveryFile == nil else {
            throw Failure.usage(
                "the agent keeps no recovery code: it is a team's admin, for one command at a time. Nothing was unlocked."
            )
        }
        let locked = try team.locked()
        let socket = try opening.requiredAgentSocket()
        if timeout == nil, max == nil, let client = try AgentProcess.running(at: socket),
            let held = try held(client, locked)
        {
            try watch(held.member, locked, client, context)
            return tell(held.unlocked, context, already: true)
        }
        // Before an agent is started, which would wait for nothing if there is no password.
        let client = try opening.credentials.triedPassword { password in
            let client = try AgentProcess.client(at: socket)
            // An agent of an older program would not understand the next word.
            _ = try client.status()
            let copy = password.withBytes { SecretBytes(copying: $0) }
            try client.unlock(
                MemberUnlockRequest(copy, opening: locked.file, lifetime: lifetime))
            return client
        }
        guard let held = try held(client, locked) else {
            throw Failure(.internalError, "agent", "the agent is locked again. Try again.")
        }
        try check(held.member, locked, client, opening)
        try watch(held.member, locked, client, context)
        tell(held.unlocked, context, already: false)
    }

    /// What the agent holds, if it is this member.
    private func held(
        _ client: AgentClient, _ locked: LockedTeam
    ) throws -> (unlocked: AgentStatus.Unlocked, member: AgentIdentity)? {
        guard let unlocked = try client.status().unlocked else { return nil }
        guard unlocked.vaultID == locked.vaultID else { throw Self.otherKey }
        let member = try client.member()
        guard member.isOf(locked.file) else { throw Self.otherKey }
        return (unlocked, AgentIdentity(member, through: client))
    }

    /// A vault that fails its checks is left locked; and so is one of whose team the member is no more.
    private func check(
        _ member: AgentIdentity, _ locked: LockedTeam, _ client: AgentClient,
        _ opening: VaultOpening
    ) throws {
        do {
            let vault = try locked.unlock(as: member)
            opening.tell(vault)
        } catch {
            try? client.lock()
            throw error
        }
    }

    private func watch(
        _ member: AgentIdentity, _ locked: LockedTeam, _ client: AgentClient,
        _ context: CommandContext
    ) throws {
        guard expiryWatch else { return }
        let vault = try locked.unlock(as: member)
        try client.keep(WatchedExpiries.of(vault, now: context.now()))
        tellWatch(context)
    }
}
