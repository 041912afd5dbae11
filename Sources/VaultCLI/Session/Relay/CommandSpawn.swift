import CPosix
import Glibc
import KernelText
import SecretMemory

/// Starts a program with signals as this process has found them: blocked and ignored is what was so then.
///
/// But for SIGCHLD, which is never ignored: this process must not ignore it for an instant, or a command that ends
/// in that instant leaves no exit status.
struct CommandSpawn {
    /// What one of the program's descriptors 0 to 2 is, if not what this process has there.
    enum Wire {
        case duplicate(Int32, at: Int32)
        case terminal(path: String, at: Int32)
    }

    let path: CText
    var wires: [Wire] = []
    /// A session's first process gets the first terminal that it opens as its controlling one.
    var hasOwnSession = false

    func start(_ prepared: borrowing PreparedCommand) throws(Failure) -> pid_t {
        Progress.end()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        prepared.settings.signals.give(
            to: &attributes, flags: hasOwnSession ? vault_spawn_own_session() : 0)
        for wire in wires { unsafe add(wire, to: &actions) }
        var process: pid_t = 0
        let code = unsafe prepared.environment.withCEntries { entries in
            prepared.settings.restored(without: prepared.takenDescriptor) {
                unsafe CommandStart.run(path, prepared.words) { path, words in
                    unsafe posix_spawn(&process, path, &actions, &attributes, words, entries)
                }
            }
        }
        guard code == 0 else { throw .commandDidNotStart(path, code: code) }
        return process
    }

    private func add(_ wire: Wire, to actions: inout posix_spawn_file_actions_t) {
        switch wire {
        case .duplicate(let source, let target):
            unsafe posix_spawn_file_actions_adddup2(&actions, source, target)
        case .terminal(let path, let target):
            unsafe posix_spawn_file_actions_addopen(&actions, target, path, O_RDWR, 0)
        }
    }
}
