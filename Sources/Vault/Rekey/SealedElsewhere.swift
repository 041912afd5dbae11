/// What stands outside the vault's file and opens by the vault's key alone, or waits for its end with it in memory.
package enum SealedElsewhere: Hashable, Sendable {
    /// A landing file beside the vault.
    case landing
    /// A secret that a person has taken to another directory.
    case directory
    /// The creation of a key by a member of the team, whose machine may have its secret in a landing file; `nil` if nobody can tell
    /// whose.
    case creation(EntryName, by: EntryName?)
    /// A command that has a key of its own, and whose parent ends it.
    case lease
}
