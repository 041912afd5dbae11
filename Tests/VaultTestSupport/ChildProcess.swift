import CTerminal
import Foundation
import Glibc

/// A program started by the tests, killed when the value ends.
///
/// Foundation's `Process` hands its caller's blocked signals down, so that SIGTERM never arrives.
package final class ChildProcess {
    private var pid: pid_t = 0
    private var status: Int32?

    /// - Parameters:
    ///   - arguments: the program, looked up in PATH, and its arguments.
    ///   - output: the file that takes its standard output and error.
    package init(_ arguments: [String], in folder: String? = nil, output: String = "/dev/null")
        throws
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // With another test's pipe in the hands of a server, that pipe would not end.
        test_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = folder.map { ["env", "-C", $0] + arguments } ?? arguments
        let texts = arguments.map { strdup($0) }
        defer { texts.forEach { free($0) } }
        let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, texts + [nil], environ)
        guard code == 0 else {
            throw Child.Failure(what: "\(arguments[0]): \(String(cString: strerror(code)))")
        }
    }

    deinit {
        // One that was not started has no id, and 0 would be this process's whole group.
        guard status == nil, pid > 0 else { return }
        kill(pid, SIGKILL)
        _ = wait()
    }

    /// Whether it is still running.
    package var isRunning: Bool {
        var code: Int32 = 0
        if status == nil, waitpid(pid, &code, WNOHANG) == pid { status = code }
        return status == nil
    }

    /// Waits for its end; 0 is a success.
    package func wait() -> Int32 {
        if let status { return status }
        var code: Int32 = 0
        while waitpid(pid, &code, 0) == -1, errno == EINTR {}
        status = code
        return code
    }
}

extension ChildProcess {
    /// Whether a program can be found in PATH.
    package static func exists(_ program: String) -> Bool {
        (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
            .contains { access("\($0)/\(program)", X_OK) == 0 }
    }
}
