import CPosix
import Glibc
import KernelText
import SecretMemory

/// The process that empties the clipboard when its time is over: it outlives the command and its terminal's shell, and
/// holds a fingerprint instead of the secret.
///
/// A pair of sockets joins the two. The command sends the fingerprint. The process answers with one byte when nothing can
/// end it any more before it has emptied the clipboard; only then does the command let the secret out. The end of this
/// value, or of the command, closes the command's end. Until then the process does not empty the clipboard, however it
/// is told to: the secret would come into it afterwards.
struct ClipboardKeeper: ~Copyable {
    /// Where the process finds its socket, and the terminal where that is the clipboard.
    static let commandDescriptor: Int32 = 3
    static let terminalDescriptor: Int32 = 4

    private let socket: Int32

    private init(socket: Int32) { self.socket = socket }

    /// Returns when the process waits.
    static func start(
        for clipboard: Clipboard, holding fingerprint: borrowing ClipboardFingerprint,
        terminal: Int32?, seconds: Int
    ) throws(Failure) -> ClipboardKeeper {
        var ends: [Int32] = [0, 0]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw notStarted(reason(errno))
        }
        let keeper = ClipboardKeeper(socket: ends[0])
        // Out of the way of the numbers that they get in the new process.
        let source = aside(ends[1])
        close(ends[1])
        let held = terminal.map(aside)
        let words = [
            "vault", ClearClipboardCommand.name, "--clipboard", clipboard.word, "--after",
            String(seconds),
        ]
        let code = spawn(words, source, held)
        for case let descriptor? in [source, held] { close(descriptor) }
        guard code == 0 else { throw notStarted(reason(code)) }
        guard fingerprint.write(to: keeper.socket), hasByte(keeper.socket) else {
            throw notStarted("it ended at once")
        }
        return keeper
    }

    deinit { close(socket) }

    /// The secret is where it should be: from now on it may be emptied.
    consuming func release() {}

    /// Waits for a byte; `false` where the other end closes without one.
    private static func hasByte(_ descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        while true {
            let count = unsafe read(descriptor, &byte, 1)
            guard count < 0, errno == EINTR else { return count == 1 }
        }
    }

    /// In the process: tells the command that it waits.
    static func tellReady() -> Bool { Console.write("!", to: commandDescriptor) }

    /// In the process: returns when the command has let the secret out, or has ended.
    static func awaitRelease() { while hasByte(commandDescriptor) {} }

    private static func aside(_ descriptor: Int32) -> Int32 {
        fcntl(descriptor, F_DUPFD_CLOEXEC, 16)
    }

    private static func spawn(
        _ words: [String], _ command: Int32, _ terminal: Int32?
    ) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, command, commandDescriptor)
        if let terminal {
            unsafe posix_spawn_file_actions_adddup2(&actions, terminal, terminalDescriptor)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        InheritedSignals.none.give(to: &attributes, flags: vault_spawn_own_session())
        var process: pid_t = 0
        let environment = SessionVariables.cleaned(Inherited.environment)
        return unsafe CStrings.lend(words.map { CText($0) }) { words in
            unsafe CStrings.lend(environment) { environment in
                unsafe posix_spawn(
                    &process, "/proc/self/exe", &actions, &attributes, words, environment)
            }
        }
    }

    private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

    private static func notStarted(_ reason: String) -> Failure {
        Failure(
            .storage, "clipboard",
            "the process that would empty the clipboard could not be started: \(reason). "
                + "Nothing was copied.")
    }
}
