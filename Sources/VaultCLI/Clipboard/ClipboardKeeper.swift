import CPosix
import Glibc
import KernelText
import SecretMemory

/// The process that empties the clipboard when its time is over: it outlives the command and its terminal's shell, and
/// holds a fingerprint instead of the secret.
enum ClipboardKeeper {
    /// Where it finds the fingerprint, and the terminal where that is the clipboard.
    static let fingerprintDescriptor: Int32 = 3
    static let terminalDescriptor: Int32 = 4

    /// Started before the secret is in the clipboard, so that no secret lies there without an end.
    static func start(
        for clipboard: Clipboard, holding fingerprint: borrowing ClipboardFingerprint,
        terminal: Int32?, seconds: Int
    ) throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard unsafe vault_pipe(&ends) == 0 else { throw notStarted(errno) }
        defer { ends.forEach { close($0) } }
        // A pipe takes it all at once; the process reads it when it has started.
        guard fingerprint.write(to: ends[1]), Console.write("!", to: ends[1]) else {
            throw notStarted(errno)
        }
        let source = aside(ends[0])
        let held = terminal.map(aside)
        defer { [source, held].forEach { if let descriptor = $0 { close(descriptor) } } }
        let words = [
            "vault", ClearClipboardCommand.name, "--clipboard", clipboard.word, "--after",
            String(seconds),
        ]
        let code = spawn(words, source, held)
        guard code == 0 else { throw notStarted(code) }
    }

    private static func aside(_ descriptor: Int32) -> Int32 {
        fcntl(descriptor, F_DUPFD_CLOEXEC, 16)
    }

    private static func spawn(
        _ words: [String], _ fingerprint: Int32, _ terminal: Int32?
    ) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor in Int32(0)...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, fingerprint, fingerprintDescriptor)
        if let terminal {
            unsafe posix_spawn_file_actions_adddup2(&actions, terminal, terminalDescriptor)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        _ = unsafe posix_spawnattr_setflags(&attributes, vault_spawn_own_session())
        var process: pid_t = 0
        let environment = SessionVariables.cleaned(Inherited.environment)
        return unsafe CStrings.lend(words.map { CText($0) }) { words in
            unsafe CStrings.lend(environment) { environment in
                unsafe posix_spawn(
                    &process, "/proc/self/exe", &actions, &attributes, words, environment)
            }
        }
    }

    private static func notStarted(_ code: Int32) -> Failure {
        Failure(
            .storage, "clipboard",
            "the process that would empty the clipboard could not be started: \(unsafe String(cString: strerror(code))). "
                + "Nothing was copied.")
    }
}
