/// What stands outside the vault's file and opens by the vault's key alone, or waits for its end with it in memory.
package enum SealedElsewhere: Hashable, Sendable {
    /// A landing file beside the vault.
    case landing
    /// A secret that a person has taken to another directory.
    case directory
    /// A command that has a key of its own, and whose parent ends it.
    case lease
}
