import Agent
import ArgumentParser
import Glibc
import Vault

struct LockCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Make the agent forget the vault's key.",
        discussion: "Example: vault lock")

    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        switch try lock(in: context) {
        case .noAgent: context.console.note("no agent is running, so nothing was unlocked.")
        case .strayEnded:
            context.console.sentence("Locked: an agent without its socket was ended.")
        case .locked(let events):
            context.console.sentence("Locked.")
            try tell(events, context)
        }
    }

    /// Locks it for a command that is about to run. Where that, or the comparison of the events, fails, nothing is run.
    ///
    /// - Throws: ``Failure`` as well where nothing says where an agent would listen: one may be unlocked, and COMMAND may
    ///   find it.
    static func lock(_ options: GlobalOptions, _ context: CommandContext) throws {
        var command = LockCommand()
        command.global = options
        let opened = try command.opening(context).openedFile()
        for socket in try AgentLocation.everySocket(options, context.environment, of: opened) {
            command.global.socket = socket.path
            guard case .locked(let events) = try command.lock(in: context) else { continue }
            try command.tell(events, context)
        }
    }

    /// What was found to lock.
    private enum Ending {
        case noAgent
        case strayEnded
        case locked(SpoolEnd)
    }

    private func lock(in context: CommandContext) throws -> Ending {
        let socket = try opening(context).requiredAgentSocket()
        guard let client = try AgentProcess.running(at: socket) else {
            return AgentProcess.endStray(of: socket) ? .strayEnded : .noAgent
        }
        // Whatever becomes of the events, the vault is locked.
        let events = foldEvents(client, context)
        // The next 'vault unlock' is to start one that serves this program.
        if try !locks(client) { try end(client) }
        return .locked(events)
    }

    private func tell(_ events: SpoolEnd, _ context: CommandContext) throws {
        switch events {
        case .compared: break
        case .left(let failure):
            context.console.note(
                "audit events stay in the spool beside the vault: \(failure.message)")
        case .uncompared(let failure):
            throw Failure(
                failure.status, "vault",
                "the agent has forgotten which audit events it had seen, and they were not compared with the spool "
                    + "beside the vault: \(failure.message)")
        case .outdated:
            throw Failure(
                .integrity, "vault",
                "the agent is locked. It had seen a newer file of the vault than the one in place, and has forgotten that: from "
                    + "now on only this machine's mark tells. Find the newest file; 'vault restore FILE' puts it in place."
            )
        case .cut(let event): throw Failure(.integrity, "vault", Failure.spoolCut(event))
        }
    }

    /// What became of the events in the spool, when they were compared with what the agent had seen for the last time.
    private enum SpoolEnd {
        /// All are there, and in the vault.
        case compared
        /// All are there, and stay in the spool.
        case left(Failure)
        case uncompared(Failure)
        /// The file is not the newest that the agent has seen.
        case outdated
        case cut(event: UInt64)
    }

    /// Brings the spool's events into the vault while its key is at hand, and compares them with what the agent has seen,
    /// which it forgets with the key.
    private func foldEvents(_ client: AgentClient, _ context: CommandContext) -> SpoolEnd {
        // A member's events are on the team's server before a secret is opened.
        guard opening(context).team == nil else { return .compared }
        let locked: LockedVault
        do { locked = try opening(context).locked() } catch {
            // It may be the vault whose key the agent has.
            guard let status = try? client.status(), status.unlocked != nil,
                let failure = Failure.of(error)
            else { return .compared }
            return .uncompared(failure)
        }
        guard
            let key = AgentAccess(options: global, context: context, isObserver: true)
                .heldKey(for: locked.slots, at: locked.files)
        else { return .compared }
        return fold(locked, key, context)
    }

    private func fold(
        _ locked: LockedVault, _ key: AgentKey, _ context: CommandContext
    ) -> SpoolEnd {
        do throws(VaultError) {
            var vault = try locked.unlock(with: key)
            do throws(VaultError) { try vault.fold(at: context.now()) } catch {
                guard error.leavesEvents else { throw error }
                try vault.compareSpool()
                return .left(Failure(error))
            }
            return .compared
        } catch {
            if case .spoolCut(let event) = error { return .cut(event: event) }
            if error == .outdated { return .outdated }
            return .uncompared(Failure(error))
        }
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
    /// Whether the spool's events may be where they were, and only their way into the vault was barred.
    var leavesEvents: Bool {
        switch self {
        case .busy, .diskFull, .storage, .readOnly, .locksUnsupported: true
        default: false
        }
    }
}
