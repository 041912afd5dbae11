import CPosix
import Glibc

/// Becomes another program. No parent stays behind that holds the secret.
enum ProcessReplacement {
    /// - Parameter words: the command and its arguments.
    static func execute(
        _ words: [String], path: String, environment: borrowing CommandEnvironment
    ) -> Failure {
        let code = unsafe environment.withCEntries { entries in
            unsafe CStrings.lend(words) { words in
                // The command gets signals as a shell would give them.
                vault_default_signal(SIGPIPE)
                vault_unblock_signals()
                unsafe _ = execve(path, words, entries)
                return errno
            }
        }
        return .commandDidNotStart(path, code: code)
    }
}

extension Failure {
    /// A program that was found, and that the kernel would not run.
    static func commandDidNotStart(_ path: String, code: Int32) -> Failure {
        let reason = unsafe String(cString: strerror(code))
        return Failure(
            code == ENOENT ? .notFound : .notPermitted, "exec", "could not run \(path): \(reason).")
    }
}
