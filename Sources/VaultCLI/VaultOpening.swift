import APIClient
import Agent
import Glibc
import KernelText
import KeyLifecycle
import SecretMemory
import SystemPackage
import Vault

/// Finds the vault and the master password, and opens the one with the other.
struct VaultOpening {
    let options: GlobalOptions
    let context: CommandContext
    /// Whether the agent counts it as no use.
    let isObserver: Bool
    /// Whether an agent may open a team's vault: whoever changes the team gives the password.
    let usesAgent: Bool
    /// Whether this machine's copy of a team's vault won't do: what is changed or noted has to be on the server.
    let needsServer: Bool
    /// Whether what a team's server has lost may be put back from this machine's copy: `recover` asks about it.
    var putsBack = false
    private let asked = AskedCredential()
    private let found = FoundAgentKey()
    let askedVault = AskedVault()

    init(
        options: GlobalOptions, context: CommandContext, isObserver: Bool = false,
        usesAgent: Bool = true, needsServer: Bool = false
    ) {
        self.usesAgent = usesAgent
        self.needsServer = needsServer
        self.options = options
        self.context = context
        self.isObserver = isObserver
    }

    var files: VaultFiles { get throws { try Locations.files(options, context.environment) } }

    /// What this machine keeps of a vault apart from it, of a file and of a team's alike.
    var stateDirectory: FilePath {
        get throws { try Locations.standardFiles(context.environment).stateDirectory }
    }

    /// Where a team's vault is; `nil` for a vault's file.
    var team: TeamAddress? { NamedVault.of(options, context.environment)?.team }

    /// Opens the vault and says what a user should know about it.
    func unlocked() throws -> UnlockedVault {
        let vault = try unlockedQuietly()
        let pending = try PendingWork(in: vault, now: context.now())
        guard !pending.open.isEmpty else { return vault }
        let note = PendingNote(
            contents: vault.contents, now: context.now(),
            quarantineSeconds: try options.quarantine(context.environment),
            others: vault.team?.others ?? [:], host: pending.host)
        let team = vault.team
        let told = pending.open.filter { !note.isOthersWork($0) }
        for intent in told.prefix(Self.mostNotes) {
            context.console.note(try note.text(intent, in: team), .warning)
        }
        let more = told.count - Self.mostNotes
        if more > 0 {
            context.console.note("\(more) more pending; 'vault status' tells each.")
        }
        return vault
    }

    /// So many pending changes are told by each command.
    private static let mostNotes = 3

    /// Opens the vault for a change at OUTSCALE: first, what earlier commands left open is finished.
    ///
    /// - Parameter leavesRotations: whether the command looks after the rotations itself.
    func unlocked(
        changing lock: borrowing VaultLock, login: Login? = nil,
        leavingRotations leavesRotations: Bool = false
    ) throws -> UnlockedVault {
        var vault = try unlockedQuietly()
        let clients = ProfileClients(options: options, context: context, login: login)
        let recovery = Recovery(
            clients: clients.outscale, context: try clients.lifecycleContext(of: vault),
            isPrelude: true, leavesRotations: leavesRotations)
        let results = try recovery.run(in: &vault, holding: lock)
        let now = context.now()
        if !results.isEmpty { context.earlierWork.isTouched = true }
        results.forEach { context.console.note(RecoveryText.line($0, now: now)) }
        return vault
    }

    /// The vault as far as it can be checked without its key.
    func locked() throws -> LockedVault {
        let files = try files
        return try LockedVault.open(files)
    }

    /// Opens the vault and leaves it to the caller to say what is pending.
    func unlockedQuietly() throws -> UnlockedVault {
        let vault = if let team { try unlockedTeam(team) } else { try unlock(locked()) }
        context.proxyLogins.use(LoginSeal(vault.key))
        tell(vault)
        return vault
    }

    /// Throws where there is no vault, before anything is asked for.
    func existing() throws -> VaultOpening {
        if let team { try TeamOpening(self, team).requireMember() } else { _ = try locked() }
        return self
    }

    /// Held while keys are changed.
    func lock() throws -> VaultLock {
        if let team { return try lockTeam(team) }
        // Whether there is a vault comes first: its lock would be made beside nothing.
        let locked = try locked()
        try askBeforehand(locked)
        return try lock(of: locked)
    }

    /// Asks for the master password now, for a command that asks for another one too: the vault's own comes first.
    func asking() throws -> VaultOpening {
        if let team { try askForTeam(team) } else { try askBeforehand(try locked()) }
        return self
    }

    /// The same for whoever has asked already.
    func lock(of locked: LockedVault) throws -> VaultLock { try acquire(locked.files) }

    func acquire(_ files: VaultFiles) throws -> VaultLock {
        let seconds = try options.wait(context.environment)
        return try VaultLock(acquiring: files, waiting: seconds) {
            context.console.note("another vault command changes keys; waiting for its end.")
        }
    }

    /// Whoever types a password may take a while, and nobody should wait for that.
    private func askBeforehand(_ locked: LockedVault) throws {
        guard !asked.isThere, options.recoveryFile == nil, agentKey(for: locked) == nil else {
            return
        }
        asked.keep(
            try credentials.tried(for: locked.slots) { try OpenedByAsking($0, locked.slots) })
    }

    /// The first that there is: what was asked for before, what the options name, the agent, the terminal.
    private func unlock(_ locked: LockedVault) throws -> UnlockedVault {
        if let opened = asked.take() {
            let slot = try opened.slot(of: locked.slots)
            return try locked.unlock(with: witnessed(slot.key, of: locked))
        }
        if let vault = try unlockByAgent(locked) { return vault }
        let opened = try openedSlot(of: locked)
        let key = opened.key
        return try locked.unlock(with: witnessed(key, of: locked))
    }

    /// Opens a slot, whatever the agent holds: whoever changes the slots shows what opens the vault.
    func openedSlot(of locked: LockedVault) throws -> OpenedSlot {
        try credentials.tried(for: locked.slots) { try locked.slots.open(with: $0) }
    }

    /// A key that was opened here, together with what an agent knows that holds the same one. Asking is no use of the key.
    func witnessed(
        _ key: any VaultKey, of locked: LockedVault
    ) throws(VaultError) -> any VaultKey {
        guard let own = key as? InMemoryVaultKey,
            let agent = try AgentAccess(options: options, context: context, isObserver: true)
                .witness(for: locked.slots, at: locked.files), agent.keyID == own.keyID
        else { return key }
        return WitnessedKey(own, witness: agent)
    }

    var credentials: CredentialSource {
        CredentialSource(options: options, environment: context.environment)
    }

    /// `nil` where no agent has the key, or where it has locked just now: a password is asked for once.
    private func unlockByAgent(_ locked: LockedVault) throws -> UnlockedVault? {
        guard let key = agentKey(for: locked) else { return nil }
        do throws(VaultError) { return try locked.unlock(with: key) } catch {
            guard case .keyUnavailable(let reason) = error else { throw Failure(error) }
            context.console.note("the agent is not used: \(reason).")
            found.key = nil
            return nil
        }
    }

    private func agentKey(for locked: LockedVault) -> AgentKey? {
        guard !options.namesPassword(context.environment) else { return nil }
        if let key = found.key(for: locked.slots) { return key }
        found.key = AgentAccess(options: options, context: context, isObserver: isObserver)
            .key(for: locked.slots, at: locked.files)
        return found.key
    }

    func tell(_ vault: borrowing UnlockedVault) {
        if case .refused(let limit) = MemoryLock.status {
            context.console.note(
                "memory can't be locked (limit \(limit / 1024) KiB), "
                    + "so secrets may reach swap. Raise 'ulimit -l'."
            )
        }
        vault.tellAge(context.console)
        for warning in vault.warnings {
            switch warning {
            case .firstUseHere:
                context.console.note(
                    "this machine sees the vault for the first time "
                        + "(epoch \(vault.epoch), \(vault.fingerprint.prefix(8))); "
                        + "from now on an older copy is noticed."
                )
            case .markNotWritten(let error):
                context.console.note(
                    "a later rollback might go unnoticed: \(Failure(error).message)")
            case .copyFetchedAnew, .historyBegins, .lossAccepted, .eventsBroken, .eventsPutBack,
                .eventsLost, .eventsSent, .eventsUnreadable:
                context.console.note(TeamNote.text(warning), .warning)
            }
        }
    }
}

/// Which way a password comes in.
enum PasswordSource {
    /// What opens the vault: the first that the options or the environment name, else the terminal.
    ///
    /// - Parameter complaint: stands before a question on the terminal.
    static func master(
        _ options: GlobalOptions, _ environment: [String: String], after complaint: String = ""
    ) throws -> SecretSource {
        if let descriptor = options.passwordDescriptor { return .descriptor(descriptor) }
        if let path = options.passwordFile { return .file(Locations.absolute(path)) }
        let variable = environment["OSC_VAULT_PASSWORD_COMMAND"]
        guard let command = options.passwordCommand ?? variable, !command.isEmpty else {
            let named = NamedVault.of(options, environment)
            let kind = named?.isTeam == true ? "Member's password for" : "Master password of"
            let name = named.map { DisplayText.oneLine($0.text) } ?? "the vault"
            return .terminal(prompt: "\(complaint)\(kind) \(name): ")
        }
        guard let words = CommandWords.split(command), !words.isEmpty else {
            throw Failure.usage("the password command has a quote that is not closed: \(command)")
        }
        return .command(words.map { CText(word: $0) })
    }
}
