import Vault

/// A team's server that has not what it should have, or lets others go first.
extension Failure {
    static func server(_ error: TeamError) -> (ExitStatus, String) {
        switch error {
        case .noDatabase(let reason):
            (
                .notFound,
                "the server has no such database: \(reason). Nothing was sent; check the address."
            )
        case .schema(let reason):
            (
                .integrity,
                "the database's tables are not those that the vault has made: \(reason). Nothing was used of them, and nothing "
                    + "was changed. Tell the database's owner. \(rebuilding) \(ownCopy)"
            )
        case .crowded:
            (
                .storage,
                "other members are writing to the vault, and did not come to an end in time. Nothing was changed; try again."
            )
        case .vaultGone(let vault, let pin):
            (
                .integrity,
                "this database has shown vault \(vault) to this machine before, and shows none now. Nothing was changed. \(bringingBack) "
                    + "\(ownCopy) If the vault was given up, remove \(pin)."
            )
        case .databaseGone(let vault, let pin, let reason):
            (
                .integrity,
                "the server has no such database any more (\(reason)), and it has shown vault \(vault) to this machine before. Nothing was "
                    + "changed. Have an empty database of that name made. \(bringingBack) \(ownCopy) If the vault was given up, remove "
                    + "\(pin)."
            )
        case .damagedFile(let file, let path):
            (.integrity, "\(path) is damaged: \(file.meaning) \(file.cure)")
        case .findings(let findings):
            (
                .integrity,
                "the team's database is not as its members have written it: "
                    + findings.map(\.sentence).joined(separator: "; ")
                    + ". Nothing of that was used. Tell the database's owner."
                    + (findings.contains(where: \.isOfSecrets) ? " \(rebuilding)" : "")
                    + (findings.contains(where: \.isOfLoss) ? " \(accepting)" : "")
            )
        default: (.integrity, "the database shows what no member has written.")
        }
    }
}

extension Failure {
    private static let accepting =
        "An event that is gone is put back by its member's machine with the next command, if that has it; an admin accepts that no "
        + "machine has it any more with 'vault recover --accept-gaps'."
}

extension TeamFile {
    /// What such a file is there for.
    fileprivate var meaning: String {
        switch self {
        case .mark: "it says how far this machine has seen the team's vault."
        case .eventMark: "it says how far your own events have come on this machine."
        case .pin: "it says which vault this database has shown to this machine."
        case .request: "it says whom this machine has asked to join."
        case .member: "it is no member's file, and nothing else opens the vault on this machine."
        case .waiting: "it says what you did while the team's server was away."
        }
    }

    fileprivate var cure: String {
        switch self {
        case .mark:
            "Remove it, and then compare 'vault team head' with another member's: until then an older state of the server would "
                + "go unnoticed."
        case .eventMark:
            "Remove it, and look with 'vault log' whether your newest events are there."
        case .pin:
            "Remove it: your member's file, if it is in the same folder, has to be named once with --member-file; it says which "
                + "vault is the right one."
        case .waiting: "Remove it; the team's log then lacks that."
        case .request: "Remove it, and join with another code if you were not admitted."
        case .member:
            "Put a copy of it back; without one, have an admin remove you and invite you again."
        }
    }
}
