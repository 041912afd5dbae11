import APIClient
import FoundationEssentials
import KeyLifecycle
import SystemPackage
import Vault

/// What became of a key whose way into the vault was disturbed.
extension Failure {
    static func landed(_ id: String, _ error: VaultError) -> Failure {
        if case .keyUnavailable(let reason) = error {
            return pending(
                "OUTSCALE created \(id), and meanwhile \(reason). Nothing is lost: its sealed secret is in the "
                    + "landing file. Run 'vault recover', which opens the vault again and stores it."
            )
        }
        if case .intentTaken(let name, _) = error {
            return pending(
                "OUTSCALE created \(id), and meanwhile another member has taken the creation of '\(name)' for lost and "
                    + "ended it: it is settled or in other hands. The key is not in the vault; its sealed secret is in this "
                    + "machine's landing file. Run 'vault recover': it stores the secret, or removes the file if the key was deleted "
                    + "meanwhile.")
        }
        if error == .team(.removed) {
            return pending(
                "OUTSCALE created \(id), and meanwhile you were removed: you are no member of this team any more, and its vault takes "
                    + "nothing from you. The secret counts as lost. Whoever has removed you answers for the creation; an admin's 'vault "
                    + "recover' deletes the key at OUTSCALE.")
        }
        if let way = wayOfLanded(error) {
            return pending(
                "OUTSCALE created \(id), and the team's vault did not take it: \(way) Nothing is lost: its sealed secret is in this "
                    + "machine's landing file.")
        }
        return pending(
            "OUTSCALE created \(id), and the vault did not take it: \(Failure(error).afterEarlierWork.message) "
                + "Nothing is lost: its sealed secret is in the landing file. "
                + "Free what is in the way, then run 'vault recover'.")
    }

    /// Why a team's vault takes a landed secret from this member no more, and what does; `nil` where `recover` will do.
    private static func wayOfLanded(_ error: VaultError) -> String? {
        switch error {
        case .team(.notAllowed(_, let own)):
            "you are \(TeamRole(own).phrase) of this team by now. 'vault team leave --to FILE' takes the key along into a private "
                + "vault; or an admin makes you a writer again, and 'vault recover' stores it."
        case .team(.rekeyed):
            "others have given it one new key after the other. 'vault recover' stores the key."
        case .team(.split), .team(.forked), .team(.rolledBack), .team(.history), .team(.rows):
            Failure(error).message + " The private vault has this key, too."
        default: nil
        }
    }

    static func notReadBack(_ id: String, _ error: VaultError) -> Failure {
        pending(
            "OUTSCALE created \(id), and its secret is stored, but could not be read back: "
                + "\(Failure(error).message) Run 'vault recover', which finishes the creation.")
    }

    static func landedElsewhere(_ id: String, _ path: FilePath, _ isNoted: Bool) -> Failure {
        pending(
            "OUTSCALE created \(id), and its sealed secret is in \(path). Free some space, then run "
                + "'vault recover --landing \(path.removingLastComponent())'."
                + (isNoted
                    ? ""
                    : " Run no other command that changes keys before that: nothing beside the vault could "
                        + "note where the secret is, so the key would be taken for lost and deleted.")
        )
    }

    static func takenBack(_ id: String, _ error: VaultError) -> Failure {
        Failure(error).adding(
            "The secret could be written nowhere, so OUTSCALE's new key \(id) was deleted again.")
    }

    static func undone(_ id: String, _ cause: APIError) -> Failure {
        Failure(cause).adding(
            "OUTSCALE had made \(id); its secret was lost with the answer, so the key was "
                + "deleted again. Nothing is left; try again.")
    }

    static func notStored(_ id: String, _ error: VaultError) -> Failure {
        pending(
            "OUTSCALE created \(id), and its secret could not be stored: "
                + "\(Failure(error).message) Run 'vault recover', which deletes the key.")
    }

    static func pending(_ message: String, _ refusal: Refusal? = nil) -> Failure {
        Failure(.pending, "pending", message, refusal: refusal)
    }
}
