import CPosix
import Glibc
import KernelText
import SecretMemory

/// One run of a program of the desktop. A pipe is the only way for the secret, in either direction.
enum PipedProgram {
    /// What a person has copied meanwhile may be long; more than this is no secret of ours.
    private static let longest = 65_536

    /// Whether the program took all of it and ended well.
    static func give(_ secret: borrowing SecretBytes, to words: [String]) -> Bool {
        var ends: [Int32] = [0, 0]
        guard unsafe vault_pipe(&ends) == 0 else { return false }
        let process = start(words, input: ends[0], output: nil)
        close(ends[0])
        let isGiven = process != nil && (secret.count == 0 || secret.write(to: ends[1]))
        close(ends[1])
        guard let process else { return false }
        return end(of: process) == .exited(0) && isGiven
    }

    static func take(from words: [String]) -> ClipboardContent {
        var ends: [Int32] = [0, 0]
        guard unsafe vault_pipe(&ends) == 0 else { return .unknown }
        let process = start(words, input: nil, output: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        guard let process else { return .unknown }
        let content = read(ends[0])
        // It may be told to stop while it is still writing something long.
        return end(of: process) == .exited(127) ? .unknown : content
    }

    private static func read(_ descriptor: Int32) -> ClipboardContent {
        do throws(SecretInputError) {
            return .content(
                try SecretBytes(
                    readingFrom: descriptor, limit: longest, source: "the clipboard"))
        } catch .unreadable {
            return .unknown
        } catch {
            // Empty, or far longer than any secret: not ours either way.
            return .nothing
        }
    }

    private static func start(_ words: [String], input: Int32?, output: Int32?) -> pid_t? {
        guard let name = words.first,
            case .found(let path) = CommandLookup.find(
                CText(name), path: Inherited.value(of: "PATH"))
        else { return nil }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // Some of these programs stay in the background, and would keep open whatever they inherit.
        for (descriptor, source) in [(STDIN_FILENO, input), (STDOUT_FILENO, output), (2, nil)] {
            if let source {
                unsafe posix_spawn_file_actions_adddup2(&actions, source, descriptor)
            } else {
                unsafe posix_spawn_file_actions_addopen(
                    &actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // A Ctrl-C at the shell must not end what still serves the clipboard.
        // It may stay for hours: it has to hear the signals that this process holds back.
        InheritedSignals.none.give(to: &attributes, flags: vault_spawn_own_session())
        var process: pid_t = 0
        let code = unsafe CStrings.lend(words.map { CText($0) }) { words in
            unsafe CStrings.lend(SessionVariables.cleaned(Inherited.environment)) { environment in
                unsafe posix_spawn(
                    &process, path.terminated, &actions, &attributes, words, environment)
            }
        }
        return code == 0 ? process : nil
    }

    /// `nil` where it can't be told.
    private static func end(of process: pid_t) -> CommandEnd? {
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
        guard case .ended(let end) = WaitStatus(status) else { return nil }
        return end
    }
}
