import APIClient
import FoundationEssentials
import KeyLifecycle
import SystemPackage
import Vault

/// What became of a change that was disturbed.
extension Failure {
    static func changeOpen(_ intent: Intent, _ cause: APIError) -> Failure {
        pending(
            "it is not known whether '\(intent.key.name)' was changed: \(Failure(cause).message) "
                + "The next command that changes keys finishes it; so does 'vault recover'.",
            cause.refusal)
    }

    static func rotationOpen(_ intent: Intent, _ cause: APIError) -> Failure {
        let failed = Failure(cause)
        return pending(
            "the rotation of '\(intent.key.name)' can't go on now: \(failed.message) The next command that changes "
                + "keys goes on with it; 'vault rotate \(intent.key.name) --undo' takes it back while the old key is "
                + "there.", failed.refusal)
    }

    static func keptExpiryBeyondCeiling(_ id: String, _ kept: Date?, _ latest: Date) -> Failure {
        Failure(
            .setting, "policy",
            "OUTSCALE takes no change of \(id) that keeps its expiry: it \(kept.map { "expires \(UTCDate.iso($0))" } ?? "never expires"), and "
                + "the account's ceiling now ends at \(UTCDate.iso(latest)). Nothing was changed. If the key may end by then, "
                + "give it an earlier expiry with 'vault expire' first; else replace it with 'vault rotate'."
        )
    }

    static func notConfirmed(_ id: String) -> Failure {
        pending(
            "OUTSCALE accepted the change of \(id) and lists the key as it was before. The next command that "
                + "changes keys looks again; so does 'vault recover'.")
    }

    static func unconfirmed(_ id: String, _ cause: APIError) -> Failure {
        let failed = Failure(cause)
        return pending(
            "OUTSCALE accepted the change of \(id), but the next step failed: \(failed.message)",
            failed.refusal)
    }

    static func contradicted(_ id: String, _ cause: APIError) -> Failure {
        pending(
            "OUTSCALE says that it has no access key \(id)\(cause.refusal?.words ?? ""), and lists it: its list may be "
                + "behind. The next command that changes keys asks again; so does 'vault recover'.",
            cause.refusal)
    }

    static func stillListed(_ id: String) -> Failure {
        pending(
            "OUTSCALE accepted the deletion of \(id) and still lists it. The next command that changes keys looks "
                + "again; so does 'vault recover'.")
    }

    static func endUnproven(_ intent: Intent, _ end: Date, _ cause: APIError) -> Failure {
        pending(
            "whether the key of '\(intent.key.name)' is gone is not known\(cause.refusal?.words ?? ""). "
                + "No list has it, but OUTSCALE may not know a young key yet, and lists of users may be behind. The next command "
                + "that changes keys tries again; if it is still so from \(UTCDate.iso(end)) on, that counts. Until then "
                + "nothing of it is dropped here.",
            cause.refusal)
    }

    /// - Parameters:
    ///   - subject: an access key's id, or the Tag of a creation.
    ///   - caller: the id of an access key or an e-mail; `nil` if nobody knows.
    static func callerUnproven(_ subject: String, _ caller: String?) -> Failure {
        let what =
            subject.hasPrefix(Intent.tagPrefix)
            ? "whether OUTSCALE has made a key with the tag \(subject)"
            : "whether OUTSCALE still has \(subject)"
        let cure =
            switch caller {
            case let email? where email.contains("@"):
                "Give --login \(email), or let a key of the same owner sign"
            case let id?: "Let \(id) sign, or another key of the same owner"
            case nil: "Let a key of its own owner sign"
            }
        return pending(
            "\(what) is not known. No list has it, but whoever asks now is not proven to be the one whose lists would. "
                + "\(cure) ('vault profile set PROFILE --signing-key KEY'), then 'vault recover'. Nothing of it is dropped here.",
            nil)
    }

    static func unknownKey(
        _ id: String, _ isEverybodyAsked: Bool, _ isDeactivated: Bool, _ cause: APIError
    ) -> Failure {
        let done =
            isDeactivated
            ? "The key was made inactive, but not deleted." : "Nothing was changed."
        let others =
            isEverybodyAsked
            ? "No user's list has it."
            : "Not all users' lists could be read, so it may be another's by now."
        return Failure(
            .notFound, "api",
            "OUTSCALE has no access key \(id) for its owner\(cause.refusal?.words ?? ""). \(others) \(done) "
                + "If the key was made in the last minutes, try again; 'vault reconcile --all-users' "
                + "compares all keys.",
            refusal: cause.refusal)
    }

    static func addedKeyRefused(_ id: String, _ cause: APIError) -> Failure {
        let said = cause.refusal?.words ?? "."
        return Failure(
            .api, "api",
            "OUTSCALE refused a call signed by \(id)\(said). Most likely the secret is mistyped; else the key is "
                + "inactive or expired, or belongs to another region. It was tried once and not stored. Check the "
                + "secret before you try again: four refusals in a row lock the key.",
            refusal: cause.refusal)
    }

    static func oldKeyExpired(_ name: EntryName) -> Failure {
        Failure(
            .setting, "setting",
            "'\(name)' has expired, so it can't take its place back: none would work. The new key stays in use."
        )
    }

    static func oldKeyGone(_ name: EntryName) -> Failure {
        Failure(
            .notFound, "notFound",
            "the old key of '\(name)' is not in the vault any more, so there is no way back. The new key stays in use."
        )
    }

    static func begunElsewhere(_ intent: Intent) -> Failure {
        let name = intent.key.name
        return pending(
            "another copy of this vault, here or on another machine, has begun to rotate '\(name)', and only that copy knows "
                + "how far it came. Run 'vault rotate \(name)' there, or 'vault recover --adopt' here if that copy is gone. "
                + "Nothing was changed.")
    }

    static func newKeyUnfit(_ intent: Intent, _ defect: NewKeyDefect) -> Failure {
        pending(defect.sentence(of: intent.key.name))
    }

    static func oldKeyWoken(_ intent: Intent, _ old: EntryName) -> Failure {
        pending(RotationWindow.woken(old).sentence(of: intent.key.name))
    }

    static func newKeyInDoubt(_ intent: Intent, _ end: Date) -> Failure {
        pending(
            "it is not known yet whether OUTSCALE has made a new key for '\(intent.key.name)', so no other is created "
                + "before \(UTCDate.iso(end)), or before you decide with 'vault recover'. The old key was not touched."
        )
    }

    static func signerRefused(_ intent: Intent, _ cause: APIError) -> Failure {
        let refused = Failure(cause)
        return pending(
            "'\(intent.key.name)' signs the profile's calls, and OUTSCALE no longer accepts it, so it can't show "
                + "whether it was changed: \(refused.message) Run 'vault recover --login EMAIL', or choose "
                + "another key with 'vault profile set --signing-key'.",
            refused.refusal)
    }

    static func noAccess(_ intent: Intent) -> Failure {
        Failure(
            .setting, "setting",
            "nothing signs the calls for '\(intent.key.name)' at \(intent.endpoint): its profile is "
                + "gone, has another endpoint, or no signing key. Give --login, or repair the "
                + "profile with 'vault profile set'.")
    }

    static func notProven(_ intent: Intent, _ verification: Verification) -> Failure {
        var reason = "."
        if case .unproven(let error) = verification { reason = ": \(Failure(error).message)" }
        return pending(
            "the new key of '\(intent.key.name)' is stored, and OUTSCALE has not accepted it yet"
                + "\(reason) The old key stays in use; 'vault rotate \(intent.key.name)' goes on, "
                + "'--undo' takes the new key back.")
    }

    static func nothingToUndo(_ name: EntryName) -> Failure {
        Failure(
            .notFound, "notFound",
            "no rotation of '\(name)' is under way, so there is nothing to undo.")
    }

    static var ownerUnknown: Failure {
        Failure(
            .setting, "setting",
            "/proc does not tell which process this is, so nobody could see that the lease has ended. "
                + "Mount /proc. No key was created.")
    }

    static func leaseOwnerUnseen(_ intent: Intent) -> Failure {
        pending(
            "/proc can't be read, so it is not known whether the command that has '\(intent.key.name)' still "
                + "runs. Its key was left alone. Make /proc readable and run 'vault recover', or end it with "
                + "'vault lease end \(intent.key.name)'.")
    }

    static func leaseNotProven(_ verification: Verification) -> Failure {
        let cause =
            if case .unproven(let error) = verification { Failure(error) } else {
                Failure(.api, "api", "the new key could not be tried.")
            }
        return cause.adding(
            "OUTSCALE did not accept the lease's key, so it was deleted again. Nothing was run.")
    }

    static func leaseLeft(_ issued: IssuedKey) -> Failure {
        pending(
            "OUTSCALE has made \(issued.key.accessKeyID) for '\(issued.key.name)', but has not accepted it, and it could "
                + "not be deleted. Nothing was run; 'vault recover' deletes it.")
    }
}
