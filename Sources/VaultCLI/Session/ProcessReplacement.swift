import Glibc
import SecretMemory

/// Becomes another program. No parent stays behind that holds the secret.
enum ProcessReplacement {
    static func execute(_ prepared: consuming PreparedCommand, path: CText) -> Failure {
        let code = unsafe prepared.environment.withCEntries { entries in
            unsafe CStrings.lend(prepared.words) { words in
                prepared.settings.restored(without: prepared.takenDescriptor) {
                    prepared.settings.signals.restored {
                        unsafe _ = execve(path.terminated, words, entries)
                        return errno
                    }
                }
            }
        }
        return .commandDidNotStart(path, code: code)
    }
}

extension Failure {
    /// A program that was found, and that the kernel would not run.
    static func commandDidNotStart(_ path: CText, code: Int32) -> Failure {
        let reason = unsafe String(cString: strerror(code))
        return Failure(
            code == ENOENT ? .notFound : .notPermitted, "exec",
            "could not run \(path.text): \(reason).")
    }
}
