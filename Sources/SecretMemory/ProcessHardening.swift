import CPosix
import Glibc

/// What a process does first if it is going to hold secrets.
package enum ProcessHardening {
    /// The first statement of main.
    ///
    /// In this order: variables that steer libraries are removed; signals that Swift's runtime would answer with a report of the registers, and of
    /// what they point to, get their default, and none comes of a closed pipe; files are private; no core; not
    /// dumpable, so other processes of the same user can't read the memory; descriptors 0 to 2 are open, so that
    /// no file becomes standard output; everything else that was inherited is closed at execve.
    ///
    /// - Returns: what was changed, for another program that this process becomes or starts.
    @discardableResult
    package static func apply() -> InheritedSettings {
        SteeringVariables.remove()
        let inherited = InheritedSettings.replace()
        vault_forbid_dumping()
        openStandardDescriptors()
        vault_close_on_exec_from(3)
        return inherited
    }

    private static func openStandardDescriptors() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
            // Only for reading: what is written to an output that was closed fails, as it should, and is told.
            unsafe _ = open("/dev/null", O_RDONLY)
        }
    }
}
