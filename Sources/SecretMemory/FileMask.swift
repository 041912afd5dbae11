import Glibc

/// Which rights a new file does not get: all but its owner's while this program works, what it was started
/// with for the commands that it starts.
package enum FileMask {
    private static let own: mode_t = 0o077

    /// Read by setting it, once; there is no other way to ask.
    private static let inherited: mode_t = umask(own)

    /// From here on, files of this program are private.
    static func narrow() { _ = inherited }

    /// Runs `body`, which starts a command, with the mask that the command is to inherit.
    package static func withInherited<Result>(_ body: () -> Result) -> Result {
        umask(inherited)
        defer { umask(own) }
        return body()
    }
}
