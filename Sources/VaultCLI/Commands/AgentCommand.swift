import Agent
import ArgumentParser
import CPosix
import FoundationEssentials
import Glibc
import KernelText
import SecretMemory
import SystemPackage

struct AgentCommand: VaultSubcommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Run the agent in the foreground, for systemd or by hand.",
        discussion: """
            It starts locked; 'vault unlock' unlocks it. SIGHUP locks it, SIGTERM ends it. Takes its socket \
            from systemd where that hands one over.

            Example: vault agent --socket ~/.vault-agent/socket
            """)

    @Flag(help: .hidden) var inherited = false
    @OptionGroup var global: GlobalOptions

    /// Seconds that an agent that 'unlock' has started stays after it has locked.
    private static let linger = 900.0

    func run(in context: CommandContext) throws {
        // A server waits, which is no work.
        Progress.end()
        // The first process of a container: the kernel sees its orphans off.
        if getpid() == 1 { vault_ignore_signal(SIGCHLD) }
        vault_forbid_new_privileges()
        unsafe vault_name_process(AgentProcess.name)
        if inherited {
            AgentLock.sign(AgentProcess.lockDescriptor)
            // It must not keep a file system from being unmounted.
            unsafe _ = chdir("/")
            return try serve(linger: Self.linger)
        }
        if Self.isActivated(context.environment) { return try serve(linger: nil) }
        let socket = try opening(context).requiredAgentSocket()
        guard try AgentProcess.running(at: socket) == nil else { throw Self.taken(socket) }
        do throws(AgentError) {
            switch try AgentLock.acquire(for: socket) {
            case .none: throw AgentError.notRunning
            case .some(let lock):
                AgentLock.sign(lock.descriptor)
                let server = AgentServer(listener: try socket.listen(holding: lock), linger: nil)
                context.console.note(
                    "the agent listens at \(socket.path); 'vault unlock' unlocks it.")
                server.run()
                unsafe _ = unlink(socket.path.cString)
            }
        } catch .notRunning { throw Self.taken(socket) }
    }

    private func serve(linger: Double?) throws {
        let listener = AgentProcess.listenerDescriptor
        guard vault_is_listening(listener) == 1 else {
            throw Failure.usage("descriptor \(listener) is no socket that listens.")
        }
        AgentServer(listener: listener, linger: linger).run()
    }

    /// systemd's protocol: the variables count only for the process that they name.
    private static func isActivated(_ environment: [String: String]) -> Bool {
        environment["LISTEN_PID"].flatMap { Int32($0) } == getpid()
            && environment["LISTEN_FDS"].flatMap { Int($0) } ?? 0 >= 1
    }

    private static func taken(_ socket: AgentSocket) -> Failure {
        Failure(
            .exists, "agent",
            "an agent listens at \(socket.path) already. Use it, or choose another path with --socket."
        )
    }
}
