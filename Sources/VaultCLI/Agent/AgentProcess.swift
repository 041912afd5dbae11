import Agent
import CPosix
import FoundationEssentials
import Glibc
import KernelText
import SystemPackage

/// Starts the agent as a process of its own, which outlives the command and its terminal.
enum AgentProcess {
    /// The descriptors at which it finds its socket and its lock, beginning where systemd's begin.
    static let listenerDescriptor: Int32 = 3
    static let lockDescriptor: Int32 = 4

    /// What /proc tells of it, and ps.
    static let name = "vault-agent"

    /// An agent that listens at the socket: the one that runs, or a new one.
    static func client(at socket: AgentSocket) throws -> AgentClient {
        for attempt in 0..<attempts {
            if let client = try running(at: socket) { return client }
            switch try AgentLock.acquire(for: socket) {
            case .some(let lock): try start(at: socket, holding: lock)
            // Somebody else is just starting it; one that never listens has lost its socket.
            case .none where attempt + 2 == attempts: endStray(of: socket)
            case .none: break
            }
            if attempt > 0 { usleep(100_000) }
        }
        throw AgentError.notRunning
    }

    private static let attempts = 20

    /// Ends an agent that holds the lock and that nobody can reach, since its socket's file is gone.
    @discardableResult
    static func endStray(of socket: AgentSocket) -> Bool {
        guard let process = AgentLock.holder(of: socket), isAgent(process) else { return false }
        return kill(process, SIGTERM) == 0
    }

    /// What a file says about a process may be old, or about somebody else's.
    static func isAgent(_ process: Int32) -> Bool {
        let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
        return name == Self.name + "\n"
    }

    /// `nil` where nobody listens.
    static func running(at socket: AgentSocket) throws -> AgentClient? {
        do throws(AgentError) { return try AgentClient(socket) } catch {
            guard error == .notRunning else { throw Failure(error) }
            return nil
        }
    }

    /// The socket listens when this returns, so a client may connect at once.
    private static func start(
        at socket: AgentSocket, holding lock: borrowing AgentLock
    ) throws(AgentError) {
        let listener = try socket.listen(holding: lock)
        defer { close(listener) }
        // Out of the way of the numbers that they get in the new process.
        let (source, held) = (aside(listener), aside(lock.descriptor))
        defer { [source, held].forEach { close($0) } }
        let code = spawn(source, held)
        guard code == 0 else {
            throw .system(operation: "start the agent for", path: socket.path.text, code: code)
        }
    }

    private static let words = ["vault", "agent", "--inherited"]

    private static func aside(_ descriptor: Int32) -> Int32 {
        fcntl(descriptor, F_DUPFD_CLOEXEC, 16)
    }

    /// A session of its own, the null device for a terminal, and no variable of this process.
    private static func spawn(_ listener: Int32, _ lock: Int32) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, listener, listenerDescriptor)
        unsafe posix_spawn_file_actions_adddup2(&actions, lock, lockDescriptor)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        _ = unsafe posix_spawnattr_setflags(&attributes, vault_spawn_own_session())
        var words: [UnsafeMutablePointer<CChar>?] = unsafe Self.words.map { unsafe strdup($0) }
        unsafe words.append(nil)
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        let nothing: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        var process: pid_t = 0
        return unsafe posix_spawn(
            &process, "/proc/self/exe", &actions, &attributes, words, nothing)
    }
}
