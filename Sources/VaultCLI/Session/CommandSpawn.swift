import Glibc

/// Starts a program with signals as a shell would give them: none blocked, and ignored only what this process was
/// told to ignore.
struct CommandSpawn {
    let words: [String]
    let path: String

    func start(_ environment: borrowing CommandEnvironment) throws(Failure) -> pid_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe posix_spawnattr_setsigmask(&attributes, &set)
        // The one signal that vault ignores for itself.
        unsafe sigaddset(&set, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &set)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var process: pid_t = 0
        let code = unsafe environment.withCEntries { entries in
            unsafe CStrings.lend(words) { words in
                unsafe posix_spawn(&process, path, nil, &attributes, words, entries)
            }
        }
        guard code == 0 else { throw .commandDidNotStart(path, code: code) }
        return process
    }
}
