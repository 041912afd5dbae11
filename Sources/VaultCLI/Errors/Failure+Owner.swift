import KeyLifecycle
import Vault

/// Why no key is made in another's place.
extension Failure {
    static func ownerUnproven(_ key: KeyRecord, _ isEverybodyAsked: Bool) -> Failure {
        let owner = key.user.map { "user '\($0)'" } ?? "the identity whose key signs"
        let look =
            isEverybodyAsked
            ? "OUTSCALE lists \(key.accessKeyID) neither for \(owner) nor for anybody else in that account"
            : "OUTSCALE does not list \(key.accessKeyID) for \(owner), and not everybody's keys could be looked at"
        let cure =
            isEverybodyAsked
            ? "If it is another account's, add it to a profile of its own: 'vault profile add', 'vault add --profile'. If "
                + "OUTSCALE has it no more, 'vault create-key' makes another."
            : "Let a key sign that may list the users ('vault profile set --signing-key'), or add it to a profile of its "
                + "own, where it signs itself."
        return Failure(
            .notFound, "owner",
            "\(look), so it is not known whose key a new one would be. Nothing was changed. \(cure)"
        )
    }

    static func expiryUnknown(_ name: EntryName) -> Failure {
        Failure(
            .notFound, "expiry",
            "how long '\(name)' lives is not known, since OUTSCALE does not list it, and the profile has no default. Nothing "
                + "was changed. Say with --expires when the new key is to end.")
    }
}
