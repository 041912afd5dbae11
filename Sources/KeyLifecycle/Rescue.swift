package import SystemPackage
package import Vault

/// What a person decides about a key whose secret is only in memory, because neither the landing file nor
/// the database took it.
package enum RescueChoice: Sendable {
    /// Try the vault again: there is room now.
    case retry
    /// Seal it into a landing file in this directory, from where `recover --landing` takes it.
    case directory(FilePath)
    /// Delete the key at OUTSCALE.
    case giveUp
}

/// Asks a person at a terminal. Without one the key is deleted at once: nobody could use it.
package typealias Rescue = (_ accessKeyID: String, _ failure: VaultError) -> RescueChoice
