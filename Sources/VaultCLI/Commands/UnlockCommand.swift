import Agent
import ArgumentParser
import FoundationEssentials
import SecretMemory
import SystemPackage
import Vault

struct UnlockCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Open the vault for a while: commands ask for no password.",
        discussion: """
            Starts the agent if it does not run. It holds the vault's key in locked memory, gives it to \
            nobody, and forgets it after the time that is set here, when the machine sleeps, or at 'vault lock'.

            Example: vault unlock --timeout 30m --max 8h
            """)

    @Option(help: "Lock after this span without use: 15m, 2h.") var timeout: String?
    @Option(help: "Lock after this span in any case.") var max: String?
    @Flag(
        help:
            "Let the agent keep names and expiries after it has locked, for 'list --check --notify'."
    )
    var expiryWatch = false
    @Option(name: .shortAndLong, help: "text or json.") var output = TextFormat.text
    @OptionGroup var global: GlobalOptions

    func run(in context: CommandContext) throws {
        let lifetime = try lifetime()
        let opening = opening(context)
        if let team = opening.team {
            return try unlock(TeamOpening(opening, team), for: lifetime)
        }
        let locked = try opening.locked()
        let socket = try AgentLocation.requiredSocket(
            global, context.environment, of: locked.files.database)
        if timeout == nil, max == nil, let unlocked = try unlocked(at: socket, locked.slots) {
            try watch(socket, opening)
            return tell(unlocked, context, already: true)
        }
        // Before an agent is started, which would wait for nothing if there is no password.
        let client = try opening.credentials.tried(for: locked.slots) { credential in
            let request = UnlockRequest(credential, of: locked, lifetime: lifetime)
            let client = try AgentProcess.client(at: socket)
            try client.unlock(request)
            return client
        }
        guard let unlocked = try usable(client, locked.slots) else {
            throw Failure(.internalError, "agent", "the agent is locked again. Try again.")
        }
        try check(locked, AgentKey(unlocked, through: client), client, opening)
        try watch(socket, opening)
        tell(unlocked, context, already: false)
    }

    private func watch(_ socket: AgentSocket, _ opening: VaultOpening) throws {
        guard expiryWatch else { return }
        let locked = try opening.locked()
        let client = try AgentClient(socket)
        guard let unlocked = try usable(client, locked.slots) else { return }
        let vault = try locked.unlock(with: AgentKey(unlocked, through: client))
        try client.keep(WatchedExpiries.of(vault, now: opening.context.now()))
        tellWatch(opening.context)
    }

    func tellWatch(_ context: CommandContext) {
        context.console.note(
            "the agent keeps the names and expiries of the keys after it has locked, until its process ends."
        )
    }

    /// What a running agent holds; the connection is over when this returns, since a person may type for long.
    private func unlocked(
        at socket: AgentSocket, _ slots: KeySlots
    ) throws -> AgentStatus.Unlocked? {
        guard let client = try AgentProcess.running(at: socket) else { return nil }
        return try usable(client, slots)
    }

    /// A vault that fails its checks is left locked.
    private func check(
        _ locked: LockedVault, _ key: AgentKey, _ client: AgentClient, _ opening: VaultOpening
    ) throws {
        do {
            let vault = try locked.unlock(with: key)
            opening.tell(vault)
        } catch {
            try? client.lock()
            throw error
        }
    }

    /// What the agent holds, if it is this vault's key.
    private func usable(
        _ client: AgentClient, _ slots: KeySlots
    ) throws -> AgentStatus.Unlocked? {
        guard let unlocked = try client.status().unlocked else { return nil }
        guard unlocked.vaultID == slots.vaultID else { throw Self.otherKey }
        // A former key of this vault serves nobody.
        return unlocked.keyEpoch == slots.keyEpoch ? unlocked : nil
    }

    static let otherKey = Failure(
        .exists, "agent",
        "the agent holds another vault's key. Lock it with 'vault lock', or choose another path with --socket."
    )

    private func lifetime() throws -> Lifetime {
        let idle = try seconds(timeout, "--timeout") ?? Lifetime.standard.idle
        let total = try seconds(max, "--max") ?? Swift.max(Lifetime.standard.total, idle)
        guard idle <= total else {
            throw Failure.usage("--timeout is longer than --max. Nothing was unlocked.")
        }
        return Lifetime(idle: idle, total: total)
    }

    /// At most 30 days: an agent is no place for a key to stay.
    private func seconds(_ text: String?, _ option: String) throws -> UInt32? {
        guard let text else { return nil }
        guard let span = Span(text)?.seconds, span <= 30 * 86_400 else {
            throw Failure.usage(
                "\(option) '\(text)' is no span up to 30 days: write 90s, 15m, 8h or 2d. "
                    + "Nothing was unlocked.")
        }
        return UInt32(span)
    }

    func tell(
        _ unlocked: AgentStatus.Unlocked, _ context: CommandContext, already: Bool
    ) {
        let report = AgentReport(unlocked, now: context.now())
        switch output {
        case .text:
            let sentence = report.sentence(context.console.time(at: context.now()))
            context.console.sentence("\(already ? "Unlocked already" : "Unlocked"); \(sentence)")
        case .json:
            context.console.line(JSONValue.object([("schema", .number(1))] + report.members).text)
        }
    }
}

extension UnlockCommand: QuickCommand {
    mutating func take(_ words: inout PlainWords) {
        global = words.options()
        timeout = words.text("--timeout")
        max = words.text("--max")
        expiryWatch = words.flag("--expiry-watch")
        output = words.choice("--output", "-o") ?? .text
    }
}
