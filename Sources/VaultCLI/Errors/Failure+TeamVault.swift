import Vault

extension Failure {
    /// Where a team's vault goes another way than a file: no command for files is a cure.
    ///
    /// - Returns: `nil` where what is said of a file holds of a team's vault too.
    static func ofTeam(_ error: VaultError) -> Failure? {
        guard let (status, message) = explainInTeam(error) else { return nil }
        return Failure(status, "vault", message)
    }

    private static func explainInTeam(_ error: VaultError) -> (ExitStatus, String)? {
        switch error {
        case .wrongPassword:
            (
                .notPermitted,
                "the member's file did not open: the password is wrong, or the file is damaged. Try again."
            )
        case .damaged(let what):
            (.integrity, "the team's vault fails its check: \(what). \(looking)")
        case .rolledBack(let found, let expected):
            (
                .integrity,
                "the vault is older than this machine has seen it: epoch \(found), last seen \(expected). \(looking)"
            )
        case .forked(let epoch):
            (
                .integrity,
                "the vault has another history than this machine has seen at epoch \(epoch). \(looking)"
            )
        case .outdated, .foreignMark:
            (.integrity, "the vault is not what this machine has seen of it. \(looking)")
        case .newerFormat(let found):
            (
                .integrity,
                "something in the vault says format \(found), which this version does not know. Install a newer vault; if "
                    + "no member has one, tell the database's owner."
            )
        case .noSuchSlot:
            (.notPermitted, "a team's vault does not open this way. Give the member's password.")
        default: nil
        }
    }

    private static let looking =
        "Nothing was used of it. Compare with other members ('vault team head'), and tell the database's owner. \(rebuilding) "
        + "\(ownCopy)"
}
