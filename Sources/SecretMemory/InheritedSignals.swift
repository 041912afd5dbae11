import CPosix
package import Glibc

/// The signals that this process was started to ignore or to hold back.
///
/// `nohup`, `trap ''` and many a supervisor start a program so, and mean whatever it becomes or starts as well.
/// What is ignored stays so in this process too, but for those that it needs otherwise for itself.
package struct InheritedSignals: Sendable {
    private let ignored: Set<Int32>
    /// Those that were held back.
    package let blocked: Set<Int32>

    /// Swift's runtime answers these with a report of the registers, and of what they point to.
    ///
    /// An ignored one may stay so: the kernel ends a process for a fault of its own all the same.
    private static let reported = [
        SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGQUIT, SIGSYS,
    ]

    /// A closed pipe, and a file that may not grow any more, make write fail; they do not end the process.
    private static let silenced: Set = [SIGPIPE, SIGXFSZ]

    /// The signals as a program usually finds them.
    package static let none = InheritedSignals(ignored: [], blocked: [])

    static func read() -> InheritedSignals {
        var mask = sigset_t()
        unsafe sigprocmask(SIG_SETMASK, nil, &mask)
        return InheritedSignals(
            ignored: all.filter { vault_ignores_signal($0) == 1 },
            blocked: all.filter { unsafe sigismember(&mask, $0) == 1 })
    }

    private static let all = Set<Int32>(1...64)

    /// Whether this process was started with the signal ignored or blocked, so that it has to go on when the signal comes.
    package func areDeaf(to signal: Int32) -> Bool {
        ignores(signal) || blocked.contains(signal)
    }

    package func ignores(_ signal: Int32) -> Bool { ignored.contains(signal) }

    /// Replaces them by what a process that holds secrets needs.
    func replace() {
        for signal in Self.reported where !ignores(signal) { vault_default_signal(signal) }
        Self.setOwn()
    }

    /// Puts all of them back for as long as `body` runs, which becomes the other program.
    package func restored<Result>(_ body: () -> Result) -> Result {
        for signal in Self.silenced where !ignores(signal) { vault_default_signal(signal) }
        if ignores(SIGCHLD) { vault_ignore_signal(SIGCHLD) }
        var (mask, own) = (Self.set(of: blocked), sigset_t())
        unsafe sigprocmask(SIG_SETMASK, &mask, &own)
        defer {
            Self.setOwn()
            unsafe sigprocmask(SIG_SETMASK, &own, nil)
        }
        return body()
    }

    /// Lets a program that is spawned begin with them, but for an ignored SIGCHLD.
    ///
    /// - Parameter flags: what else is set on the attributes.
    package func give(to attributes: inout posix_spawnattr_t, flags: Int16 = 0) {
        var mask = Self.set(of: blocked)
        var reset = Self.set(of: Self.silenced.filter { !ignores($0) })
        unsafe posix_spawnattr_setsigmask(&attributes, &mask)
        unsafe posix_spawnattr_setsigdefault(&attributes, &reset)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | flags)
    }

    private static func set(of signals: Set<Int32>) -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        return set
    }

    private static func setOwn() {
        for signal in silenced { vault_ignore_signal(signal) }
        // Where it is ignored, the kernel throws the exit status of every child away.
        vault_default_signal(SIGCHLD)
    }
}
