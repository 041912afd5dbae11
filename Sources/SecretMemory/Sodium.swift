import CSodium

/// The one place where libsodium is started.
package enum Sodium {
    /// Touch this before any other call of libsodium: guarded memory aborts the process without it.
    ///
    /// `sodium_init` fails only where the kernel gives no randomness; nothing that this program
    /// does is safe then.
    package static let ready: Void = {
        guard sodium_init() >= 0 else {
            ProcessEnd.withOneSentence(
                "the kernel gives no randomness, so libsodium could not be started")
        }
    }()

    /// A random number from 0, each as likely as the others.
    package static func uniform(below bound: UInt32) -> UInt32 {
        ready
        return randombytes_uniform(bound)
    }
}
