import CPosix
import Glibc

/// What a process does first if it is going to hold secrets.
package enum ProcessHardening {
    /// The first statement of main.
    ///
    /// In this order: signals that Swift's runtime would answer with a report of the registers, and of
    /// what they point to, get their default; no core; not dumpable, so other processes of the same user
    /// can't read the memory; files are private; descriptors 0 to 2 are open, so that no file becomes
    /// standard output; everything else that was inherited is closed at execve.
    package static func apply() {
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGQUIT, SIGSYS] {
            vault_default_signal(signal)
        }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        vault_forbid_dumping()
        FileMask.narrow()
        openStandardDescriptors()
        vault_close_on_exec_from(3)
        // A closed pipe is an error of write, not the end of the process.
        vault_ignore_signal(SIGPIPE)
    }

    private static func openStandardDescriptors() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            unsafe _ = open("/dev/null", O_RDWR)
        }
    }
}
