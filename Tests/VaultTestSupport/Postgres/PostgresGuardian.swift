import CTerminal
import Foundation

/// A shell that runs a server until the other end of a line to it is closed, which happens when this process ends in whatever
/// way; then it stops the server and removes its files.
final class PostgresGuardian: Sendable {
    private let lifeline: Int32
    private let process: pid_t

    /// The server's standard input is not the line's, or it would hold it open.
    private static let script = """
        folder=$1; signal=$2; shift 2
        "$@" </dev/null >"$folder/log" 2>&1 &
        server=$!
        read -r _
        kill -"$signal" "$server" 2>/dev/null
        wait "$server"
        rm -rf "$folder"
        """

    /// - Parameters:
    ///   - command: runs as whom the folder belongs to; what it says goes to `log` in there.
    ///   - signal: makes it end at once.
    init(_ folder: URL, _ command: [String], endedBy signal: String) throws {
        var ends: [Int32] = [-1, -1]
        // Closed at execve from the start, or a child that another thread starts would keep the line open.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw POSIXError(.EMFILE) }
        defer { close(ends[0]) }
        let words =
            ["sh", "-c", Self.script, "sh", folder.path, signal]
            + PostgresPrograms.unprivileged + command
        process = try Self.start(words, input: ends[0])
        lifeline = ends[1]
    }

    deinit {
        close(lifeline)
        _ = wait(WEXITED)
    }

    var isRunning: Bool { !wait(WEXITED | WNOHANG | WNOWAIT) }

    /// Whether it has ended.
    private func wait(_ options: Int32) -> Bool {
        var information = siginfo_t()
        while waitid(P_PID, id_t(process), &information, options) != 0 {
            guard errno == EINTR else { return true }
        }
        return information.si_signo != 0
    }

    private static func start(_ words: [String], input: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // It stays for the whole run. With another test's pipe in its hands, that pipe would never end.
        test_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // A group of its own, so that Ctrl-C in a terminal does not take it before it has cleaned up.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        let texts = words.map { strdup($0) }
        defer { texts.forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, words[0], &actions, &attributes, texts + [nil], environ)
        guard code == 0 else { throw Child.Failure(what: String(cString: strerror(code))) }
        return process
    }
}
