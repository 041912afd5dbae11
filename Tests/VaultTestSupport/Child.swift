import CTerminal
package import Foundation

/// What a program that has ended leaves behind.
package struct Finished: Sendable {
    /// 128 + n for a signal n, as a shell says it.
    package let status: Int32
    package let output: String
    package let errors: String
}

/// A program in a process of its own, started without a shell and ended by its id.
package final class Child {
    package struct Failure: Error { let what: String }

    package let process: pid_t
    private let scratch: URL

    /// - Parameters:
    ///   - files: descriptors that are opened for reading, by number.
    ///   - terminal: the path of a terminal that becomes the controlling one.
    package init(
        _ program: String, _ arguments: [String], environment: [String: String],
        files: [Int32: String] = [:], terminal: String? = nil
    ) throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "child-\(UUID())")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A test's thread may have signals blocked, and its process ignore some, which a shell's child never does.
        var (none, usual) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        sigemptyset(&usual)
        for signal in [SIGPIPE, SIGXFSZ] { sigaddset(&usual, signal) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setflags(
            &attributes,
            test_spawn_setsid() | Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        if let terminal {
            // A session leader that opens a terminal gets it as its controlling one.
            for descriptor in Int32(0)...2 {
                posix_spawn_file_actions_addopen(&actions, descriptor, terminal, O_RDWR, 0)
            }
        } else {
            let mode = O_WRONLY | O_CREAT | O_TRUNC
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, scratch.path + "/output", mode, 0o600)
            posix_spawn_file_actions_addopen(&actions, 2, scratch.path + "/errors", mode, 0o600)
        }
        for (descriptor, path) in files {
            posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDONLY, 0)
        }
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var process: pid_t = 0
        let code = posix_spawnp(&process, program, &actions, &attributes, words, variables)
        guard code == 0 else {
            throw Failure(what: "\(program): \(String(cString: strerror(code)))")
        }
        self.process = process
    }

    deinit { try? FileManager.default.removeItem(at: scratch) }

    /// Whether it runs no more; it can still be waited for.
    package var hasEnded: Bool {
        var information = siginfo_t()
        return waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) != 0
            || information.si_signo != 0
    }

    /// Waits for its end; a program that takes longer than `seconds` is killed and fails the test.
    package func finish(within seconds: Double = 180) throws -> Finished {
        let deadline = Date().addingTimeInterval(seconds)
        var status: Int32 = 0
        // Most programs here end within milliseconds, and a campaign starts a million.
        var pause: UInt32 = 250
        while waitpid(process, &status, WNOHANG) == 0 {
            guard Date() < deadline else {
                kill(process, SIGKILL)
                waitpid(process, &status, 0)
                throw Failure(what: "process \(process) took more than \(seconds) s")
            }
            usleep(pause)
            pause = min(pause + pause / 4, 5_000)
        }
        let signal = status & 0x7F
        return Finished(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: text("output"),
            errors: text("errors"))
    }

    private func text(_ name: String) -> String {
        let data = FileManager.default.contents(atPath: scratch.path + "/" + name) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}
