package import Vault

/// A key that is stored and read back. There is no secret in it.
package struct IssuedKey: Sendable {
    package let key: KeyRecord
    package let verification: Verification
    /// What the user should know although the key is safe.
    package let remarks: [Remark]

    package enum Remark: Sendable {
        /// The key that it replaces is this user's, and not whose the vault had it for; `nil` for the caller.
        case ownerFound(String?)
        /// OUTSCALE did not repeat the intent's Tag, so an interrupted creation could not be matched exactly.
        case tagNotEchoed
        /// The user's own tag could not be set; the key carries the intent's.
        case userTagNotSet(LifecycleError)
        /// OUTSCALE's expiry is not the one asked for.
        case expiryDiffers
        /// The account's ceiling has cut the expiry.
        case expiryCut
        /// Something has sent the creation twice; the other keys, whose secrets nobody has, are deleted.
        case twinsDeleted([String])
        /// The same, and they could not be deleted.
        case twinsLeft([String], LifecycleError)
        /// The key's verification could not be written to the vault; the key itself is there.
        case verificationNotStored(VaultError)
    }
}
