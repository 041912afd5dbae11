import Glibc
import KernelText
import SecretMemory

/// Becomes another program. No parent stays behind that holds the secret.
enum ProcessReplacement {
    static func execute(_ prepared: consuming PreparedCommand, path: CText) -> Failure {
        Progress.end()
        let code = unsafe prepared.environment.withCEntries { entries in
            prepared.settings.restored(without: prepared.takenDescriptor) {
                prepared.settings.signals.restored {
                    unsafe CommandStart.run(path, prepared.words) { path, words in
                        unsafe _ = execve(path, words, entries)
                        return errno
                    }
                }
            }
        }
        return .commandDidNotStart(path, code: code)
    }
}
